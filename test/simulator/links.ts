import { createHmac, randomBytes } from 'node:crypto';

const ACCESS_KEY_ID = 'LTAI5tSimulator';

export class Links {
	private readonly secret = randomBytes(20);

	/**
	 * The path and query of a new link; `end` is when it stops working, in epoch ms.
	 * Its signature always holds `%2B`, `%3D` and a bare `/`, so that a client which decodes or re-encodes the
	 * query is found out: the raw text of the query is what counts.
	 */
	create(end: number): { id: string; path: string } {
		for (;;) {
			const id = randomBytes(12).toString('hex');
			const query = this.query(id, Math.ceil(end / 1000));
			if (!/%2B.*\/|\/.*%2B/.test(query)) continue;
			return { id, path: `/results/${id}.png?${query}` };
		}
	}

	/** What is wrong with a raw query (without the question mark); `end` is the link's end in epoch ms. */
	check(id: string, rawQuery: string, end: number, now: number) {
		const expires = /(?:^|&)Expires=(\d+)/.exec(rawQuery)?.[1];
		if (expires === undefined) return 'AccessDenied';
		if (rawQuery !== this.query(id, Number(expires))) return 'SignatureDoesNotMatch';
		return now > end ? 'AccessDenied' : undefined;
	}

	private query(id: string, expires: number): string {
		const signature = createHmac('sha1', this.secret)
			.update(`GET\n\n\n${expires}\n/results/${id}.png`)
			.digest('base64')
			.replaceAll('+', '%2B')
			.replaceAll('=', '%3D');
		return `Expires=${expires}&OSSAccessKeyId=${ACCESS_KEY_ID}&Signature=${signature}`;
	}
}
