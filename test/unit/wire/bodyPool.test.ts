import { BodyPool } from '../../../nodes/QwenImageEdit/wire/bodyPool';

const MEBIBYTE = 1024 * 1024;

let pool: BodyPool;
/** The latest body in each memory, in the order in which the pool came up with them. */
let bodies: Buffer[];
beforeEach(() => {
	pool = new BodyPool();
	bodies = [];
});

/** Takes a body of so many mebibytes and says in which memory it lies. */
function take(mebibytes: number): number {
	const body = pool.take(mebibytes * MEBIBYTE);
	expect(body).toHaveLength(mebibytes * MEBIBYTE);
	const known = bodies.findIndex(({ buffer }) => buffer === body.buffer);
	const memory = known < 0 ? bodies.length : known;
	bodies[memory] = body;
	return memory;
}

function giveBack(...memories: number[]) {
	for (const memory of memories) pool.giveBack(bodies[memory] ?? Buffer.alloc(0));
}

it('gives memory again, all of it after it served a smaller body', () => {
	expect(take(20)).toBe(0);
	giveBack(0);
	expect(take(15)).toBe(0);
	giveBack(0);
	expect(take(20)).toBe(0);
});

it('never gives the same memory to two bodies', () => {
	expect(take(4)).toBe(0);
	giveBack(0, 0);
	expect([4, 4, 4].map(take)).toEqual([0, 1, 2]);
});

it('lets no small body hold a large memory', () => {
	expect(take(20)).toBe(0);
	giveBack(0);
	expect(take(5)).toBe(1);
});

it('takes the closest fit, never a smaller one, and keeps the others', () => {
	expect([20, 12, 16].map(take)).toEqual([0, 1, 2]);
	giveBack(2, 1, 0);
	expect([13, 12, 14].map(take)).toEqual([2, 1, 0]);
});

it('keeps nothing once the last execution has ended', () => {
	pool.enter();
	pool.enter();
	expect(take(4)).toBe(0);
	giveBack(0);
	pool.leave();
	expect(take(4)).toBe(0);
	giveBack(0);
	pool.leave();
	expect(take(4)).toBe(1);
});

it('keeps at most 64 MB, the latest first', () => {
	expect([20, 20, 20, 20].map(take)).toEqual([0, 1, 2, 3]);
	giveBack(0, 1, 2, 3);
	expect([20, 20, 20, 20].map(take).sort()).toEqual([1, 2, 3, 4]);
});

it('keeps no bodies below 1 MB', () => {
	expect(take(0.5)).toBe(0);
	giveBack(0);
	expect(take(0.5)).toBe(1);
});
