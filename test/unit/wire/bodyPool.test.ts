import { BodyPool } from '../../../nodes/QwenImageEdit/wire/bodyPool';

const MEBIBYTE = 1024 * 1024;

function memoryOf(body: Buffer): ArrayBufferLike {
	return body.buffer;
}

describe('memory of request bodies', () => {
	it('gives exactly as many bytes as asked for, new or used again', () => {
		const pool = new BodyPool();
		const first = pool.take(20 * MEBIBYTE);
		expect(first).toHaveLength(20 * MEBIBYTE);
		pool.giveBack(first);
		const second = pool.take(15 * MEBIBYTE);
		expect(second).toHaveLength(15 * MEBIBYTE);
		expect(memoryOf(second)).toBe(memoryOf(first));
	});

	it('gives the whole memory back after it served a smaller body', () => {
		const pool = new BodyPool();
		const first = pool.take(20 * MEBIBYTE);
		pool.giveBack(first);
		pool.giveBack(pool.take(15 * MEBIBYTE));
		expect(memoryOf(pool.take(20 * MEBIBYTE))).toBe(memoryOf(first));
	});

	it('never gives the same memory to two bodies', () => {
		const pool = new BodyPool();
		const first = pool.take(4 * MEBIBYTE);
		pool.giveBack(first);
		pool.giveBack(first);
		const taken = [4, 4, 4].map((size) => memoryOf(pool.take(size * MEBIBYTE)));
		expect(new Set(taken).size).toBe(3);
	});

	it('lets no small body hold a large memory', () => {
		const pool = new BodyPool();
		const large = pool.take(20 * MEBIBYTE);
		pool.giveBack(large);
		expect(memoryOf(pool.take(5 * MEBIBYTE))).not.toBe(memoryOf(large));
	});

	it('takes the closest fit, never a smaller one, and keeps the others', () => {
		const pool = new BodyPool();
		const sizes = [20, 12, 16].map((size) => pool.take(size * MEBIBYTE));
		for (const body of sizes) pool.giveBack(body);
		for (const [size, from] of [
			[13, 2],
			[12, 1],
			[14, 0],
		] as const) {
			const body = pool.take(size * MEBIBYTE);
			expect(body).toHaveLength(size * MEBIBYTE);
			expect(memoryOf(body)).toBe(sizes[from]?.buffer);
		}
	});

	it('keeps nothing once the last execution has ended', () => {
		const pool = new BodyPool();
		pool.enter();
		pool.enter();
		const body = pool.take(4 * MEBIBYTE);
		pool.giveBack(body);
		pool.leave();
		expect(memoryOf(pool.take(4 * MEBIBYTE))).toBe(memoryOf(body));
		pool.giveBack(body);
		pool.leave();
		const other = pool.take(4 * MEBIBYTE);
		expect(memoryOf(other)).not.toBe(memoryOf(body));
		expect(other).toHaveLength(4 * MEBIBYTE);
	});

	it('keeps at most 64 MB, the latest first, and no bodies below 1 MB', () => {
		const pool = new BodyPool();
		const bodies = [1, 2, 3, 4].map(() => pool.take(20 * MEBIBYTE));
		for (const body of bodies) pool.giveBack(body);
		const again = bodies.map(() => memoryOf(pool.take(20 * MEBIBYTE)));
		expect(again).toEqual(expect.arrayContaining(bodies.slice(1).map(memoryOf)));
		expect(again).not.toContain(bodies[0]?.buffer);

		const small = pool.take(MEBIBYTE / 2);
		pool.giveBack(small);
		expect(memoryOf(pool.take(MEBIBYTE / 2))).not.toBe(memoryOf(small));
	});
});
