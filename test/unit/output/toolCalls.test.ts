import { Failure } from '../../../nodes/QwenImageEdit/failure';
import type { ItemResult } from '../../../nodes/QwenImageEdit/output/result';
import { ToolCalls } from '../../../nodes/QwenImageEdit/output/toolCalls';

const TEN_MINUTES = 10 * 60 * 1000;

function result(expiresAt?: number): ItemResult {
	const images = [
		{
			url: 'https://images.example/1.png',
			...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
		},
	];
	return { images, requested: 1, model: 'qwen-image-edit-plus', seed: 1, missing: [] };
}

function failure(mayBeBilled: boolean): Failure {
	return new Failure({ kind: 'timeout', message: 'No answer', description: '', mayBeBilled });
}

describe('ToolCalls', () => {
	const now = Date.now();

	/** Calls of which one has ended so. */
	function ended(ending: ItemResult | Failure | undefined): ToolCalls {
		const calls = new ToolCalls();
		const joined = calls.join('call', now, false);
		if (!('begun' in joined)) throw new Error('It was not begun');
		joined.begun.end(ending);
		// The end of the run ends what has ended already.
		joined.begun.end(undefined);
		return calls;
	}

	it('lets who asks for the same wait for what comes of it', async () => {
		const calls = new ToolCalls();
		const first = calls.join('call', now, false);
		const second = calls.join('call', now + 20 * TEN_MINUTES, false);
		const third = calls.join('another call', now, false);
		if (!('begun' in first) || !('made' in second)) throw new Error('Not joined');
		expect('begun' in third).toBe(true);
		const made = result(now + 100 * TEN_MINUTES);
		first.begun.end(made);
		expect(await second.made).toBe(made);
	});

	it('remembers what is paid for ten minutes', async () => {
		const made = result(now + 100 * TEN_MINUTES);
		const calls = ended(made);
		const soon = calls.join('call', now + TEN_MINUTES - 1, false);
		expect('made' in soon && (await soon.made)).toBe(made);
		expect('begun' in calls.join('call', now + TEN_MINUTES + 60_000, false)).toBe(true);
	});

	it('remembers a link no longer than it works, and nothing that has no link', () => {
		const calls = ended(result(now + 5_000));
		expect('made' in calls.join('call', now + 4_000, false)).toBe(true);
		expect('begun' in calls.join('call', now + 6_000, false)).toBe(true);
		expect('begun' in ended(result()).join('call', now, false)).toBe(true);
	});

	it('remembers a failure only where it may be paid, and not for who wants it sent again', () => {
		expect('begun' in ended(failure(false)).join('call', now, false)).toBe(true);
		expect('made' in ended(failure(true)).join('call', now, false)).toBe(true);
		expect('begun' in ended(failure(true)).join('call', now, true)).toBe(true);
		const made = result(now + TEN_MINUTES);
		expect('made' in ended(made).join('call', now, true)).toBe(true);
	});

	it('forgets a call that was stopped', () => {
		expect('begun' in ended(undefined).join('call', now, false)).toBe(true);
	});
});
