import { FIELDS } from '../catalogue/fields';
import { type CostEstimate, estimateCost, yuan } from '../catalogue/price';
import { modelEntry } from '../catalogue/models';
import { Failure, inputFailure } from '../failure';
import type { Prepared } from '../input/prepare';
import type { CheckedItem } from './batch';

/** Items whose order is named in a message. */
const NAMED = 5;

/**
 * What an item's request costs by the catalogue's list prices; undefined for a model it does not know.
 *
 * @param n images made, where they are fewer than asked for
 */
export function costOf(
	{ request, size, images }: Prepared,
	n: number = request.generation.n,
): CostEstimate | undefined {
	return estimateCost({ model: request.model, n, size, inputImages: images.length });
}

/** An amount for a message; nothing where no price is known. */
export function costText(estimates: Array<CostEstimate | undefined>): string {
	const known = estimates.filter((estimate) => estimate !== undefined);
	if (known.length === 0) return '';
	const sum = known.reduce((total, { amount }) => total + amount, 0);
	const rest =
		known.length < estimates.length ? ', without the models whose price is not known' : '';
	return `about ¥${yuan(sum)} at list prices${rest}`;
}

/** Time the requests take at the models' known allowances, the slowest model counting, ms; 0 where nothing is known. */
export function leastTimeMs(prepared: Prepared[]): number {
	const counts = new Map<string, number>();
	for (const { request } of prepared) {
		counts.set(request.model, (counts.get(request.model) ?? 0) + 1);
	}
	const times = [...counts].map(([model, count]) => {
		const allowance = modelEntry(model)?.allowance;
		return allowance ? Math.ceil(count / allowance.count - 1) * allowance.windowMs : 0;
	});
	return Math.max(0, ...times);
}

/**
 * The refusal to send anything where the items that are still to be sent would together make more images than the user
 * allows in one run.
 */
export function spendingFailure(toSend: CheckedItem[], maxImages: number): Failure | undefined {
	const orders = toSend.map(({ index, prepared }) => ({
		index,
		prepared,
		images: prepared.request.generation.n,
	}));
	const sum = orders.reduce((total, { images }) => total + images, 0);
	if (sum <= maxImages) return undefined;
	const cost = costText(orders.map(({ prepared }) => costOf(prepared)));
	const most = [...orders]
		.sort((one, other) => other.images - one.images)
		.slice(0, NAMED)
		.map(({ index, images }) => `item ${index} (${images})`);
	return inputFailure(
		'maxImages',
		`This run would make ${sum} images, but at most ${maxImages} are allowed`,
		`Nothing was sent.${cost === '' ? '' : ` They would cost ${cost}.`} The items with the most images: ${most.join(', ')}. Raise the option ${FIELDS.maxImages.label}, or ask for fewer images.`,
	);
}
