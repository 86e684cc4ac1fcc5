import { createHmac, randomBytes } from 'node:crypto';

const ACCESS_KEY_ID = 'LTAI5tSimulator';

/** What is wrong with a link that was asked for. */
export type LinkFault = 'SignatureDoesNotMatch' | 'AccessDenied';

/** Signs result links the way Alibaba's object store does, and checks them. */
export class Links {
	private readonly secret = randomBytes(20);

	/**
	 * The path and query of a new link; `end` is when it stops working, in epoch ms.
	 * Its signature always holds `%2B`, `%3D` and a bare `/`, so that a client which decodes or re-encodes the
	 * query is found out: the raw text of the query is what counts.
	 */
	create(end: number): { id: string; path: string } {
		const expires = Math.ceil(end / 1000);
		for (;;) {
			const id = randomBytes(12).toString('hex');
			const signature = this.sign(id, String(expires));
			if (!signature.includes('+') || !signature.includes('/')) continue;
			return { id, path: `/results/${id}.png?${query(String(expires), signature)}` };
		}
	}

	/** Checks a raw query (without the question mark); `end` is the link's end in epoch ms. */
	check(id: string, rawQuery: string, end: number, now: number): LinkFault | undefined {
		const expires = /(?:^|&)Expires=(\d+)/.exec(rawQuery)?.[1];
		if (expires === undefined) return 'AccessDenied';
		if (rawQuery !== query(expires, this.sign(id, expires))) return 'SignatureDoesNotMatch';
		return now > end ? 'AccessDenied' : undefined;
	}

	private sign(id: string, expires: string): string {
		return createHmac('sha1', this.secret)
			.update(`GET\n\n\n${expires}\n/results/${id}.png`)
			.digest('base64');
	}
}

function query(expires: string, signature: string): string {
	const encoded = signature.replaceAll('+', '%2B').replaceAll('=', '%3D');
	return `Expires=${expires}&OSSAccessKeyId=${ACCESS_KEY_ID}&Signature=${encoded}`;
}

/** The XML with which the object store refuses a link. */
export function linkErrorXml(code: string, message: string, requestId: string): string {
	return (
		`<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>\n` +
		`  <RequestId>${requestId}</RequestId>\n  <HostId>simulator.oss-cn-simulated.aliyuncs.com</HostId>\n</Error>\n`
	);
}
