import { createInterface } from 'node:readline/promises';
import { contentOf, type DocumentRequest } from '../test/fixtures/document';
import { estimateCost } from '../nodes/QwenImageEdit/catalogue/price';

/** Adds up the images that requests of the API ask for; their price in CNY without that of unknown models. */
export function purchaseOf(requests: readonly DocumentRequest[]) {
	const unpriced: string[] = [];
	const purchase = { requests: requests.length, images: 0, cny: 0, unpriced };
	for (const { model, input, parameters } of requests) {
		const n = parameters.n ?? 1;
		const [width, height] = parameters.size?.split('*').map(Number) ?? [];
		const size = width && height ? { width, height } : undefined;
		const inputImages = contentOf({ input }).urls.length;
		const cost = estimateCost({ model, n, size, inputImages });
		purchase.images += n;
		if (cost === undefined) unpriced.push(model);
		else purchase.cny += cost.amount;
	}
	return purchase;
}

/** What the buyer must know before saying yes. */
export function describePurchase(
	{ requests, images, cny, unpriced }: ReturnType<typeof purchaseOf>,
	seller: string,
): string {
	const price = `about CNY ${cny.toFixed(2)} at Alibaba's list price; a gateway may charge differently`;
	const unknown = unpriced.length > 0 ? `, plus what ${unpriced.join(', ')} costs` : '';
	return `${count(requests, 'request')} to ${seller} will buy ${count(images, 'image')} (${price}${unknown}).`;
}

/** Says what requests cost, and asks on the terminal unless `yes` was said before; without a terminal nobody can agree. */
export async function isAgreed(
	requests: readonly DocumentRequest[],
	seller: string,
	yes: boolean,
): Promise<boolean> {
	const offer = describePurchase(purchaseOf(requests), seller);
	if (yes || !process.stdin.isTTY) {
		console.log(yes ? offer : `${offer} Nobody to ask here: add --yes to agree.`);
		return yes;
	}
	const terminal = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await terminal.question(`${offer} Continue? (yes/no) `);
	terminal.close();
	return /^y(es)?$/i.test(answer.trim());
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
