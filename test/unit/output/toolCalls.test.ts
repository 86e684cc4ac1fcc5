import { type ToolCall, ToolCalls } from '../../../nodes/QwenImageEdit/output/toolCalls';
import { failure, result } from './made';

const TEN_MINUTES = 10 * 60 * 1000;
const now = Date.now();

/** An image whose link works for so many ms; undefined where it has none. */
const made = (worksMs?: number) =>
	result([], {
		images: [worksMs === undefined ? {} : { expiresAt: new Date(now + worksMs).toISOString() }],
	});

type Ending = Parameters<ToolCall['end']>[0];

/** What a call gets that comes so many ms after one that ended so; undefined where it has to be begun anew. */
async function after(ending: Ending, ms = 0, retryUncertain = false) {
	const calls = new ToolCalls();
	const first = calls.join('call', now, false);
	if (!('begun' in first)) throw new Error('It was not begun');
	first.begun.end(ending);
	// The end of the run ends what has ended already.
	first.begun.end(undefined);
	const next = calls.join('call', now + ms, retryUncertain);
	return 'made' in next ? await next.made : undefined;
}

it('lets who asks for the same wait for what comes of it', async () => {
	const calls = new ToolCalls();
	const first = calls.join('call', now, false);
	const second = calls.join('call', now + 20 * TEN_MINUTES, false);
	if (!('begun' in first) || !('made' in second)) throw new Error('Not joined');
	expect(calls.join('another call', now, false)).toHaveProperty('begun');
	const image = made(TEN_MINUTES);
	first.begun.end(image);
	expect(await second.made).toBe(image);
});

const LONG = made(100 * TEN_MINUTES);
const LOST = failure({ mayBeBilled: true });

it.each<[string, boolean, Parameters<typeof after>]>([
	['what is paid, for ten minutes', true, [LONG, TEN_MINUTES - 1]],
	['it no longer', false, [LONG, TEN_MINUTES + 60_000]],
	['it for who wants sent again what may be paid, too', true, [LONG, 0, true]],
	['a link while it works', true, [made(5_000), 4_000]],
	['a link no longer than it works', false, [made(5_000), 6_000]],
	['nothing that has no link', false, [made()]],
	['a failure that may be paid', true, [LOST]],
	['it not for who wants it sent again', false, [LOST, 0, true]],
	['no failure that is not paid', false, [failure()]],
	['nothing of a call that was stopped', false, [undefined]],
])('remembers %s', async (_, isKept, args) => {
	expect(await after(...args)).toBe(isKept ? args[0] : undefined);
});
