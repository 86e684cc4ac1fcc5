import { dispatch, type Job } from '../../../nodes/QwenImageEdit/line/dispatch';
import { Semaphore } from '../../../nodes/QwenImageEdit/line/semaphore';
import { Pace } from '../../../nodes/QwenImageEdit/line/pace/pace';
import { wait } from '../../../nodes/QwenImageEdit/line/wait';
import { ByteBudget } from '../../../nodes/QwenImageEdit/line/byteBudget';

const later = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

interface TestJob extends Job {
	name: string;
}

function job(name: string, bytes = 1): TestJob {
	return { name, bytes, notBefore: 0 };
}

describe('the line', () => {
	test('a job that does not fit the memory holds back none behind it, and memory is never exceeded', async () => {
		const started: string[] = [];
		const budget = new ByteBudget(10);
		let most = 0;
		await dispatch({
			lanes: [
				{
					pace: new Pace({ concurrency: 3 }),
					jobs: [job('big', 9), job('large', 8), job('small', 1), job('tiny', 1)],
				},
			],
			budget,
			signal: undefined,
			halted: () => false,
			attempt: async ({ name }) => {
				started.push(name);
				most = Math.max(most, budget.inUse);
				await later(20);
				return { outcome: 'accepted' };
			},
		});
		expect(started.slice(0, 2)).toEqual(['big', 'small']);
		expect(started).toHaveLength(4);
		expect(most).toBeLessThanOrEqual(10);
		expect(budget.inUse).toBe(0);
	});

	test('a job larger than the whole budget runs alone', async () => {
		const names: string[] = [];
		await dispatch({
			lanes: [{ pace: new Pace(), jobs: [job('huge', 99), job('small', 1)] }],
			budget: new ByteBudget(10),
			signal: undefined,
			halted: () => false,
			attempt: async ({ name }) => {
				names.push(`${name} starts`);
				await later(5);
				names.push(`${name} ends`);
				return { outcome: 'accepted' };
			},
		});
		expect(names).toEqual(['huge starts', 'huge ends', 'small starts', 'small ends']);
	});

	test('a refused job goes again, before those that never went', async () => {
		const names: string[] = [];
		await dispatch({
			lanes: [{ pace: new Pace({ concurrency: 1 }), jobs: [job('a'), job('b'), job('c')] }],
			budget: new ByteBudget(10),
			signal: undefined,
			halted: () => false,
			attempt: async ({ name }) => {
				names.push(name);
				if (names.length > 1) return { outcome: 'accepted' };
				return { outcome: 'accepted', againAfterMs: 0 };
			},
		});
		expect(names).toEqual(['a', 'a', 'b', 'c']);
	});

	test('a job that waits for its own delay holds back none behind it', async () => {
		const names: string[] = [];
		await dispatch({
			lanes: [{ pace: new Pace({ concurrency: 1 }), jobs: [job('a'), job('b')] }],
			budget: new ByteBudget(10),
			signal: undefined,
			halted: () => false,
			attempt: async ({ name }) => {
				names.push(name);
				return { outcome: 'accepted', againAfterMs: names.length === 1 ? 60 : undefined };
			},
		});
		expect(names).toEqual(['a', 'b', 'a']);
	});

	test('a lane whose limit is reached holds back no other, and bounds hold over all', async () => {
		const names: string[] = [];
		let running = 0;
		let most = 0;
		await dispatch({
			lanes: [
				{ pace: new Pace({ requestsPerMinute: 60 }), jobs: [job('slow1'), job('slow2')] },
				{ pace: new Pace(), jobs: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => job(name)) },
			],
			bounds: new Pace({ concurrency: 2 }),
			budget: new ByteBudget(100),
			signal: undefined,
			halted: () => false,
			attempt: async ({ name }) => {
				running += 1;
				most = Math.max(most, running);
				names.push(name);
				await later(5);
				running -= 1;
				return { outcome: 'accepted' };
			},
		});
		expect(most).toBe(2);
		expect(names).toHaveLength(8);
		expect(names.at(-1)).toBe('slow2');
	});

	test('the jobs of a closed lane are left, those of others go on', async () => {
		const names: string[] = [];
		let closed = false;
		await dispatch({
			lanes: [
				{
					pace: new Pace({ concurrency: 1 }),
					jobs: [job('a1'), job('a2'), job('a3')],
					closed: () => closed,
				},
				{ pace: new Pace({ concurrency: 1 }), jobs: [job('b1'), job('b2'), job('b3')] },
			],
			budget: new ByteBudget(100),
			signal: undefined,
			halted: () => false,
			attempt: async ({ name }) => {
				names.push(name);
				await later(5);
				if (name === 'a1') closed = true;
				return { outcome: 'accepted' };
			},
		});
		expect(names.sort()).toEqual(['a1', 'b1', 'b2', 'b3']);
	});

	test('after a halt nothing starts, and what is in flight is waited for', async () => {
		const ended: string[] = [];
		let halted = false;
		await dispatch({
			lanes: [
				{
					pace: new Pace({ concurrency: 2 }),
					jobs: [job('a'), job('b'), job('c'), job('d'), job('e')],
				},
			],
			budget: new ByteBudget(10),
			signal: undefined,
			halted: () => halted,
			attempt: async ({ name }) => {
				await later(name === 'a' ? 5 : 40);
				if (name === 'a') halted = true;
				ended.push(name);
				return { outcome: 'accepted' };
			},
		});
		expect(ended).toEqual(['a', 'b']);
	});

	test('an aborted signal ends it, and so does one that was aborted before', async () => {
		const controller = new AbortController();
		let starts = 0;
		const control = {
			budget: new ByteBudget(10),
			signal: controller.signal,
			halted: () => false,
			attempt: async () => {
				starts += 1;
				return { outcome: 'accepted' } as const;
			},
		};
		const pace = new Pace({ concurrency: 1, requestsPerMinute: 1 });
		setTimeout(() => controller.abort(), 30);
		await dispatch({ ...control, lanes: [{ pace, jobs: [job('a'), job('b')] }] });
		await dispatch({ ...control, lanes: [{ pace: new Pace(), jobs: [job('c')] }] });
		expect(starts).toBe(1);
	});
});

describe('waiting', () => {
	test('ends with its time, with what it waits for, or with the signal', async () => {
		expect(await wait(5, undefined)).toBe(false);
		expect(await wait(60_000, undefined, later(5))).toBe(true);
		expect(await wait(Infinity, undefined, Promise.reject(new Error('no')))).toBe(true);
		const controller = new AbortController();
		setTimeout(() => controller.abort(), 5);
		expect(await wait(Infinity, controller.signal, new Promise(() => {}))).toBe(false);
		expect(await wait(Infinity, controller.signal)).toBe(false);
	});
});

describe('a limit', () => {
	test('runs no more at once than it allows, all in the end, also where some fail', async () => {
		const limit = new Semaphore(2);
		let running = 0;
		let most = 0;
		const task = async (index: number) =>
			await limit.run(async () => {
				running += 1;
				most = Math.max(most, running);
				await later(5);
				running -= 1;
				if (index === 1) throw new Error('one fails');
				return index;
			});
		const settled = await Promise.allSettled([0, 1, 2, 3, 4].map(task));
		expect(most).toBe(2);
		expect(settled.map(({ status }) => status)).toEqual([
			'fulfilled',
			'rejected',
			'fulfilled',
			'fulfilled',
			'fulfilled',
		]);
	});
});
