import { createHash } from 'node:crypto';

export type Random = () => number;

/** mulberry32: small, fast and good enough to draw latencies, faults and patterns from a seed. */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A 32-bit seed made of any values, so that "the same request" gives the same stream. */
export function seedOf(...parts: readonly (string | number)[]): number {
	return createHash('sha256').update(parts.join('\u0000')).digest().readUInt32LE(0);
}

export function between(random: Random, min: number, max: number): number {
	return min + random() * (max - min);
}

export function pick<T>(random: Random, list: readonly T[]): T {
	const chosen = list[Math.floor(random() * list.length)];
	if (chosen === undefined) throw new Error('pick() needs a list with members');
	return chosen;
}
