import { setTimeout as later } from 'node:timers/promises';

import { ByteBudget } from '../../../nodes/QwenImageEdit/line/byteBudget';
import { dispatch, type Dispatch, type Verdict } from '../../../nodes/QwenImageEdit/line/dispatch';
import { type Job, Line } from '../../../nodes/QwenImageEdit/line/line';
import { Semaphore } from '../../../nodes/QwenImageEdit/line/semaphore';
import { wait } from '../../../nodes/QwenImageEdit/line/wait';

interface TestJob extends Job {
	name: string;
}

const newLine = (bytes = 1000) => new Line(undefined, new ByteBudget(bytes));

/** A job for each name, with spaces between them. */
const jobs = (line: Line, names: string, bytes = 1) =>
	names.split(' ').map((name): { job: TestJob; line: Line } => ({
		job: { name, bytes, notBefore: 0 },
		line,
	}));

interface Execution extends Partial<Omit<Dispatch<TestJob>, 'attempt'>> {
	jobs: Dispatch<TestJob>['jobs'];
	/** What was sent, in order. */
	names?: string[];
	attempt?: (job: TestJob, names: string[]) => Promise<Partial<Verdict> | void>;
}

/** An execution whose requests take 5 ms each and are all taken, but for what the test says; gives what was sent. */
async function sent({ names = [], attempt = async () => await later(5), ...control }: Execution) {
	await dispatch({
		bounds: {},
		signal: undefined,
		halted: () => false,
		waiting: () => {},
		...control,
		attempt: async (job) => {
			names.push(job.name);
			return { outcome: 'accepted', ...(await attempt(job, names)) };
		},
	});
	return names;
}

const ONE = { concurrency: 1 };

describe('one execution', () => {
	test('a job that does not fit the memory holds back none behind it', async () => {
		const line = newLine(10);
		let inMemory = 0;
		const names = await sent({
			bounds: { concurrency: 3 },
			jobs: [...jobs(line, 'big', 9), ...jobs(line, 'large', 8), ...jobs(line, 'small tiny')],
			attempt: async ({ bytes }) => {
				inMemory += bytes;
				expect(inMemory).toBeLessThanOrEqual(10);
				await later(20);
				inMemory -= bytes;
			},
		});
		expect(names.slice(0, 2)).toEqual(['big', 'small']);
		expect(names).toHaveLength(4);
	});

	test.each([
		['goes again, before those that never went', 0, 'a a b c'],
		['holds back none behind it while it waits for its own delay', 60, 'a b c a'],
	])('a job that has to go again %s', async (_, againAfterMs, expected) => {
		const names = await sent({
			jobs: jobs(newLine(), 'a b c'),
			bounds: ONE,
			attempt: async (_job, { length }) => (length === 1 ? { againAfterMs } : {}),
		});
		expect(names.join(' ')).toBe(expected);
	});

	test('its bounds hold over all lines, and a line that has to wait holds back no other', async () => {
		let running = 0;
		let most = 0;
		const names = await sent({
			jobs: [...jobs(newLine(), 'slow1 slow2'), ...jobs(newLine(), 'a b c d e f')],
			bounds: { concurrency: 2 },
			attempt: async ({ name }, all) => {
				most = Math.max(most, ++running);
				const isFirst = all.filter((each) => each === name).length === 1;
				await later(5);
				running -= 1;
				if (name !== 'slow1' || !isFirst) return;
				return { outcome: 'refused', retryAfterMs: 300, againAfterMs: 0 };
			},
		});
		expect(most).toBe(2);
		expect(names).toHaveLength(9);
		expect(names.at(-1)).toBe('slow1');
	});

	test('what is given up is left in that line only', async () => {
		const names = await sent({
			jobs: [...jobs(newLine(), 'a1 a2 a3'), ...jobs(newLine(), 'b1 b2 b3')],
			bounds: ONE,
			attempt: async ({ name }) => ({ giveUp: name === 'a1' }),
		});
		expect(names.sort()).toEqual(['a1', 'b1', 'b2', 'b3']);
	});

	test('after a halt nothing starts, and what is in flight is waited for', async () => {
		const ended: string[] = [];
		await sent({
			jobs: jobs(newLine(), 'a b c d e'),
			bounds: { concurrency: 2 },
			halted: () => ended.length > 0,
			attempt: async ({ name }) => {
				await later(name === 'a' ? 5 : 40);
				ended.push(name);
			},
		});
		expect(ended).toEqual(['a', 'b']);
	});

	test('an aborted signal ends it, and so does one that was aborted before', async () => {
		const line = newLine();
		const signal = AbortSignal.timeout(30);
		const control = { bounds: { concurrency: 1, requestsPerMinute: 1 }, signal };
		expect(await sent({ ...control, jobs: jobs(line, 'a b') })).toEqual(['a']);
		expect(await sent({ ...control, jobs: jobs(line, 'c') })).toEqual([]);
		expect(line.isEmpty).toBe(true);
	});

	test('in a line that breaks ends with what broke it', async () => {
		const waiting = () => {
			throw new Error('broken');
		};
		await expect(sent({ jobs: jobs(newLine(), 'a b'), bounds: ONE, waiting })).rejects.toThrow(
			'broken',
		);
	});
});

describe('executions in the same line', () => {
	/** Requests that are let through one after the other, so that the order of the turns shows. */
	function oneByOne() {
		let free: Promise<unknown> = Promise.resolve();
		return async () => {
			free = free.then(async () => await later(2));
			await free;
		};
	}

	test('take turns: one item waits for one round, not for the five hundred before it', async () => {
		const line = newLine();
		const names: string[] = [];
		const common = { names, attempt: oneByOne() };
		const many = Array(200).fill('many').join(' ');
		const long = [1, 2].map(() => sent({ ...common, jobs: jobs(line, many) }));
		await later(20);
		const before = names.length;
		await sent({ ...common, jobs: jobs(line, 'single') });
		expect(names.indexOf('single') - before).toBeLessThanOrEqual(3);
		await Promise.all(long);
		expect(names).toHaveLength(401);
	});

	test('that is stopped leaves its place to the others, and takes nobody else out', async () => {
		const line = newLine();
		const controller = new AbortController();
		const { signal } = controller;
		const attempt = async () => {
			controller.abort();
			return { outcome: 'unknown' as const };
		};
		const stopped = sent({ jobs: jobs(line, 'x1 x2 x3 x4'), bounds: ONE, signal, attempt });
		expect(await sent({ jobs: jobs(line, 'a b c') })).toEqual(['a', 'b', 'c']);
		expect(await stopped).toEqual(['x1']);
		expect(line.isEmpty).toBe(true);
	});

	test('that breaks frees its place, and ends alone', async () => {
		const line = newLine(10);
		const attempt = async () => {
			await later(5);
			throw new Error('defect');
		};
		const broken = sent({ jobs: jobs(line, 'broken', 10), attempt });
		const other = sent({ jobs: jobs(line, 'whole', 10) });
		await expect(broken).rejects.toThrow('defect');
		expect(await other).toEqual(['whole']);
		expect(line.isEmpty).toBe(true);
	});

	test("one execution's bounds do not bind the other, and behind whom somebody waits is told", async () => {
		const line = newLine();
		const names: string[] = [];
		const told: number[] = [];
		const bound = sent({ names, jobs: jobs(line, 'x x x x x x'), bounds: ONE });
		const waiting = (_: number, behind: number) => told.push(behind);
		await sent({ names, jobs: jobs(line, 'a b c d'), waiting });
		expect(names.filter((name) => name === 'x').length).toBeLessThan(5);
		expect(told).toContain(1);
		await bound;
	});
});

test('waiting ends with its time, with what it waits for, or with the signal', async () => {
	expect(await wait(5, undefined)).toBe(false);
	expect(await wait(60_000, undefined, later(5))).toBe(true);
	expect(await wait(Infinity, undefined, Promise.reject(new Error('no')))).toBe(true);
	const signal = AbortSignal.timeout(5);
	expect(await wait(Infinity, signal, new Promise(() => {}))).toBe(false);
	expect(await wait(Infinity, signal)).toBe(false);
});

describe('places', () => {
	test('are no more than there are, also where tasks fail', async () => {
		const places = new Semaphore(2);
		let running = 0;
		let most = 0;
		const task = async (index: number) =>
			await places.run(places, async () => {
				most = Math.max(most, ++running);
				await later(5);
				running -= 1;
				if (index === 1) throw new Error('one fails');
			});
		const ended = await Promise.allSettled([0, 1, 2, 3, 4].map(task));
		expect(most).toBe(2);
		expect(ended.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []))).toEqual([1]);
	});

	test('go round: who has one task does not wait for all of another', async () => {
		const places = new Semaphore(1);
		const names: string[] = [];
		const many = {};
		const run = async (asker: object, name: string) =>
			await places.run(asker, async () => {
				names.push(name);
				await later(1);
			});
		const all = ['m1', 'm2', 'm3', 'm4'].map(async (name) => await run(many, name));
		await Promise.all([...all, run({}, 'single')]);
		expect(names).toEqual(['m1', 'm2', 'single', 'm3', 'm4']);
	});
});
