import { ByteBudget } from '../../../nodes/QwenImageEdit/line/byteBudget';
import { dispatch, type Dispatch } from '../../../nodes/QwenImageEdit/line/dispatch';
import { type Job, Line } from '../../../nodes/QwenImageEdit/line/line';
import { Semaphore } from '../../../nodes/QwenImageEdit/line/semaphore';
import { wait } from '../../../nodes/QwenImageEdit/line/wait';

const later = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

interface TestJob extends Job {
	name: string;
}

function job(name: string, bytes = 1): TestJob {
	return { name, bytes, notBefore: 0 };
}

function jobs(line: Line, ...names: string[]): Array<{ job: TestJob; line: Line }> {
	return names.map((name) => ({ job: job(name), line }));
}

/** An execution whose requests take 5 ms each and are all taken, with what the test says differently. */
async function execution(control: Partial<Dispatch<TestJob>> & Pick<Dispatch<TestJob>, 'jobs'>) {
	await dispatch({
		bounds: {},
		signal: undefined,
		halted: () => false,
		waiting: () => {},
		attempt: async () => {
			await later(5);
			return { outcome: 'accepted' };
		},
		...control,
	});
}

function newLine(bytes = 1000): Line {
	return new Line(undefined, new ByteBudget(bytes));
}

describe('one execution', () => {
	test('a job that does not fit the memory holds back none behind it', async () => {
		const line = newLine(10);
		const started: string[] = [];
		let inMemory = 0;
		await execution({
			bounds: { concurrency: 3 },
			jobs: [job('big', 9), job('large', 8), job('small', 1), job('tiny', 1)].map((each) => ({
				job: each,
				line,
			})),
			attempt: async ({ name, bytes }) => {
				started.push(name);
				inMemory += bytes;
				expect(inMemory).toBeLessThanOrEqual(10);
				await later(20);
				inMemory -= bytes;
				return { outcome: 'accepted' };
			},
		});
		expect(started.slice(0, 2)).toEqual(['big', 'small']);
		expect(started).toHaveLength(4);
	});

	test('a job larger than the whole budget runs alone', async () => {
		const line = newLine(10);
		const names: string[] = [];
		await execution({
			jobs: [job('huge', 99), job('small', 1)].map((each) => ({ job: each, line })),
			attempt: async ({ name }) => {
				names.push(`${name} starts`);
				await later(5);
				names.push(`${name} ends`);
				return { outcome: 'accepted' };
			},
		});
		expect(names).toEqual(['huge starts', 'huge ends', 'small starts', 'small ends']);
	});

	test.each([
		['goes again, before those that never went', 0, ['a', 'a', 'b', 'c']],
		['holds back none behind it while it waits for its own delay', 60, ['a', 'b', 'c', 'a']],
	])('a job that has to go again %s', async (_, againAfterMs, expected) => {
		const names: string[] = [];
		await execution({
			jobs: jobs(newLine(), 'a', 'b', 'c'),
			bounds: { concurrency: 1 },
			attempt: async ({ name }) => {
				names.push(name);
				await later(1);
				return { outcome: 'accepted', ...(names.length === 1 && { againAfterMs }) };
			},
		});
		expect(names).toEqual(expected);
	});

	test('its bounds hold over all lines, and a line that has to wait holds back no other', async () => {
		const slow = newLine();
		const free = newLine();
		const names: string[] = [];
		let running = 0;
		let most = 0;
		await execution({
			jobs: [...jobs(slow, 'slow1', 'slow2'), ...jobs(free, 'a', 'b', 'c', 'd', 'e', 'f')],
			bounds: { concurrency: 2 },
			attempt: async ({ name }) => {
				most = Math.max(most, ++running);
				names.push(name);
				await later(5);
				running -= 1;
				if (name !== 'slow1' || names.filter((each) => each === name).length > 1) {
					return { outcome: 'accepted' };
				}
				return { outcome: 'refused', retryAfterMs: 300, againAfterMs: 0 };
			},
		});
		expect(most).toBe(2);
		expect(names).toHaveLength(9);
		expect(names.at(-1)).toBe('slow1');
	});

	test('what is given up is left in that line only', async () => {
		const names: string[] = [];
		await execution({
			jobs: [...jobs(newLine(), 'a1', 'a2', 'a3'), ...jobs(newLine(), 'b1', 'b2', 'b3')],
			bounds: { concurrency: 1 },
			attempt: async ({ name }) => {
				names.push(name);
				await later(1);
				return { outcome: 'accepted', giveUp: name === 'a1' };
			},
		});
		expect(names.sort()).toEqual(['a1', 'b1', 'b2', 'b3']);
	});

	test('after a halt nothing starts, and what is in flight is waited for', async () => {
		const ended: string[] = [];
		let halted = false;
		await execution({
			jobs: jobs(newLine(), 'a', 'b', 'c', 'd', 'e'),
			bounds: { concurrency: 2 },
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
		const line = newLine();
		let starts = 0;
		const control = {
			bounds: { concurrency: 1, requestsPerMinute: 1 },
			signal: controller.signal,
			attempt: async () => {
				starts += 1;
				return { outcome: 'accepted' as const };
			},
		};
		setTimeout(() => controller.abort(), 30);
		await execution({ ...control, jobs: jobs(line, 'a', 'b') });
		await execution({ ...control, jobs: jobs(line, 'c') });
		expect(starts).toBe(1);
		expect(line.isEmpty).toBe(true);
	});
});

describe('executions in the same line', () => {
	/** Requests that are let through one after the other, so that the order of the turns shows. */
	function oneByOne(names: string[]) {
		let free: Promise<unknown> = Promise.resolve();
		return async ({ name }: TestJob) => {
			names.push(name);
			const mine = free.then(async () => await later(2));
			free = mine;
			await mine;
			return { outcome: 'accepted' as const };
		};
	}

	test('take turns: one item waits for one round, not for the five hundred before it', async () => {
		const line = newLine();
		const names: string[] = [];
		const many = Array.from({ length: 200 }, (_, at) => `many${at}`);
		const attempt = oneByOne(names);
		const bounds = { concurrency: 2 };
		const long = execution({ jobs: jobs(line, ...many), bounds, attempt });
		const other = execution({ jobs: jobs(line, ...many), bounds, attempt });
		await later(20);
		const before = names.length;
		await execution({ jobs: jobs(line, 'single'), attempt });
		expect(names.indexOf('single') - before).toBeLessThanOrEqual(3);
		await Promise.all([long, other]);
		const own = names.filter((name) => name !== 'single');
		expect(own).toHaveLength(400);
	});

	test('that is stopped leaves its place to the others, and takes nobody else out', async () => {
		const line = newLine();
		const controller = new AbortController();
		const names: string[] = [];
		const attempt = oneByOne(names);
		const stopped = execution({
			jobs: jobs(line, 'x1', 'x2', 'x3', 'x4'),
			bounds: { concurrency: 1 },
			signal: controller.signal,
			attempt: async ({ name }) => {
				names.push(name);
				controller.abort();
				return await Promise.resolve({ outcome: 'unknown' as const });
			},
		});
		await execution({ jobs: jobs(line, 'a', 'b', 'c'), attempt });
		await stopped;
		expect(names.sort()).toEqual(['a', 'b', 'c', 'x1']);
		expect(line.isEmpty).toBe(true);
	});

	test('that breaks frees its place, and ends alone', async () => {
		const line = newLine(10);
		const broken = execution({
			jobs: [{ job: job('broken', 10), line }],
			attempt: async () => {
				await later(5);
				throw new Error('defect');
			},
		});
		const names: string[] = [];
		const attempt = oneByOne(names);
		const other = execution({ jobs: [{ job: job('whole', 10), line }], attempt });
		await expect(broken).rejects.toThrow('defect');
		await other;
		expect(names).toEqual(['whole']);
		expect(line.isEmpty).toBe(true);
	});

	test("one execution's bounds do not bind the other", async () => {
		const line = newLine();
		const names: string[] = [];
		const attempt = async ({ name }: TestJob) => {
			names.push(name);
			await later(5);
			return { outcome: 'accepted' as const };
		};
		const bound = execution({
			jobs: jobs(line, 'x1', 'x2', 'x3', 'x4', 'x5', 'x6'),
			bounds: { concurrency: 1 },
			attempt,
		});
		await execution({ jobs: jobs(line, 'a', 'b', 'c', 'd'), attempt });
		expect(names.filter((name) => name.startsWith('x')).length).toBeLessThan(5);
		await bound;
	});

	test('behind whom somebody waits is told', async () => {
		const line = newLine();
		const told: Array<[number, number]> = [];
		const attempt = async () => {
			await later(30);
			return { outcome: 'accepted' as const };
		};
		const first = execution({ jobs: jobs(line, 'a', 'b', 'c', 'd', 'e', 'f', 'g'), attempt });
		await execution({
			jobs: jobs(line, 'z'),
			attempt,
			waiting: (ms, behind) => told.push([ms, behind]),
		});
		await first;
		expect(told.some(([, behind]) => behind === 1)).toBe(true);
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
				return index;
			});
		const ended = await Promise.allSettled([0, 1, 2, 3, 4].map(task));
		expect(most).toBe(2);
		expect(ended.map(({ status }) => status === 'fulfilled')).toEqual([
			true,
			false,
			true,
			true,
			true,
		]);
	});

	test('go round: who has one task does not wait for all of another', async () => {
		const places = new Semaphore(1);
		const names: string[] = [];
		const many = {};
		const task = (name: string) => async () => {
			names.push(name);
			await later(1);
		};
		const all = ['m1', 'm2', 'm3', 'm4'].map(async (name) => await places.run(many, task(name)));
		await places.run({}, task('single'));
		await Promise.all(all);
		expect(names).toEqual(['m1', 'm2', 'single', 'm3', 'm4']);
	});
});
