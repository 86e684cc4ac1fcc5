import { AtOnce, FixedWindow, SlidingWindow, TokenBucket } from './limits';
import type { Workload } from './simulation';

const constant = (ms: number) => () => ms;
const between = (low: number, high: number) => (random: () => number) =>
	low + (high - low) * random();
const jitter = (ms: number) => (random: () => number) => 1 + ms * random();
const second = 1_000;
const minute = 60_000;

/** Every kind of limit the pace is measured against. */
export const workloads: Workload[] = [
	{
		name: '60 items, 8 at once, 500 ms',
		target: { ratio: 1.05, refused: 10 },
		items: 60,
		latency: constant(500),
		limits: () => [new AtOnce(8)],
	},
	{
		name: '60 items, 8 at once, 250-1250 ms',
		target: { ratio: 1.08, refused: 12 },
		items: 60,
		latency: between(250, 1250),
		limits: () => [new AtOnce(8)],
	},
	{
		name: '60 items, 2 at once, 300 ms',
		target: { ratio: 1.05, refused: 9 },
		items: 60,
		latency: constant(300),
		limits: () => [new AtOnce(2)],
	},
	{
		name: '60 items, 1 at once, 300 ms',
		target: { ratio: 1.05, refused: 9 },
		items: 60,
		latency: constant(300),
		limits: () => [new AtOnce(1)],
	},
	{
		name: '30 items, 2 a second (sliding), 300 ms',
		target: { ratio: 1.05, refused: 6 },
		items: 30,
		latency: constant(300),
		limits: () => [new SlidingWindow(2, second)],
	},
	{
		name: '30 items, 2 a second (fixed), 300 ms',
		target: { ratio: 1.07, refused: 8 },
		items: 30,
		latency: constant(300),
		limits: (random) => [new FixedWindow(2, second, random() * second)],
	},
	{
		name: '30 items, 2 a second (bucket of 2), 300 ms',
		target: { ratio: 1.05, refused: 9 },
		items: 30,
		latency: constant(300),
		limits: () => [new TokenBucket(2, 2 / second)],
	},
	{
		name: '30 items, 2 a second (bucket of 1), 300 ms',
		target: { ratio: 1.15, refused: 10 },
		items: 30,
		latency: constant(300),
		limits: () => [new TokenBucket(1, 2 / second)],
	},
	{
		name: '30 items, 2 a second, Retry-After, 300 ms',
		target: { ratio: 1.1, refused: 5 },
		items: 30,
		latency: constant(300),
		limits: () => [new SlidingWindow(2, second)],
		retryAfter: true,
	},
	{
		name: '30 items, 2 a second (fixed), Retry-After, 300 ms',
		target: { ratio: 1.1, refused: 6 },
		items: 30,
		latency: constant(300),
		limits: (random) => [new FixedWindow(2, second, random() * second)],
		retryAfter: true,
	},
	{
		name: '30 items, 2 a minute, 300 ms',
		target: { ratio: 1.05, refused: 15 },
		items: 30,
		latency: constant(300),
		limits: () => [new SlidingWindow(2, minute)],
	},
	{
		name: '30 items, 2 a minute, 25 s',
		target: { ratio: 1.05, refused: 16 },
		items: 30,
		latency: constant(25 * second),
		limits: () => [new SlidingWindow(2, minute)],
	},
	{
		name: '30 items, 2 a minute (fixed), 20-30 s',
		target: { ratio: 1.07, refused: 22 },
		items: 30,
		latency: between(20 * second, 30 * second),
		limits: (random) => [new FixedWindow(2, minute, random() * minute)],
	},
	{
		name: '30 items, 2 a minute, Retry-After, 25 s',
		target: { ratio: 1.05, refused: 7 },
		items: 30,
		latency: constant(25 * second),
		limits: () => [new SlidingWindow(2, minute)],
		retryAfter: true,
	},
	{
		name: '60 items, 5 a second, 2 s',
		target: { ratio: 1.1, refused: 10 },
		items: 60,
		latency: constant(2 * second),
		limits: () => [new SlidingWindow(5, second)],
	},
	{
		name: '60 items, 5 a second (fixed), 1-3 s',
		target: { ratio: 1.15, refused: 24 },
		items: 60,
		latency: between(second, 3 * second),
		limits: (random) => [new FixedWindow(5, second, random() * second)],
	},
	{
		name: '200 items, 60 a minute (sliding), 300 ms',
		target: { ratio: 1.05, refused: 80 },
		items: 200,
		latency: constant(300),
		limits: () => [new SlidingWindow(60, minute)],
	},
	{
		name: '200 items, 60 a minute (bucket of 60), 5 s',
		target: { ratio: 1.05, refused: 80 },
		items: 200,
		latency: constant(5 * second),
		limits: () => [new TokenBucket(60, 60 / minute)],
	},
	{
		name: '100 items, 4 at once and 5 a second, 500 ms',
		target: { ratio: 1.06, refused: 26 },
		items: 100,
		latency: constant(500),
		limits: () => [new AtOnce(4), new SlidingWindow(5, second)],
	},
	{
		name: '100 items, 8 at once and 5 a second, 1-3 s',
		target: { ratio: 1.06, refused: 22 },
		items: 100,
		latency: between(second, 3 * second),
		limits: () => [new AtOnce(8), new SlidingWindow(5, second)],
	},
	{
		name: '100 items, 2 a second and 30 a minute, 1 s',
		target: { ratio: 1.17, refused: 40 },
		items: 100,
		latency: constant(second),
		limits: () => [new SlidingWindow(2, second), new SlidingWindow(30, minute)],
	},
	{
		name: '120 items, 8 at once, then 3, 500 ms',
		target: { ratio: 1.2, refused: 35 },
		items: 120,
		latency: constant(500),
		limits: () => [new AtOnce(8)],
		change: {
			at: 3 * second,
			apply: ([limit]) => {
				if (limit instanceof AtOnce) limit.count = 3;
			},
		},
	},
	{
		name: '400 items, 3 at once, then 12, 500 ms',
		target: { ratio: 1.6, refused: 60 },
		items: 400,
		latency: constant(500),
		limits: () => [new AtOnce(3)],
		change: {
			at: 10 * second,
			apply: ([limit]) => {
				if (limit instanceof AtOnce) limit.count = 12;
			},
		},
	},
	{
		name: '100 items, 5 a second, then 2, 300 ms',
		target: { ratio: 1.15, refused: 40 },
		items: 100,
		latency: constant(300),
		limits: () => [new SlidingWindow(5, second)],
		change: {
			at: 5 * second,
			apply: ([limit]) => {
				if (limit instanceof SlidingWindow) limit.count = 2;
			},
		},
	},
	{
		name: '200 items, 2 a second, then 6, 300 ms',
		target: { ratio: 1.9, refused: 50 },
		items: 200,
		latency: constant(300),
		limits: () => [new SlidingWindow(2, second)],
		change: {
			at: 20 * second,
			apply: ([limit]) => {
				if (limit instanceof SlidingWindow) limit.count = 6;
			},
		},
	},
	{
		name: '500 items, no limit, no latency',
		target: { ratio: 1.6, refused: 0 },
		items: 500,
		latency: constant(1),
		limits: () => [],
		network: () => 0,
	},
	{
		name: '300 items, no limit, 500 ms',
		target: { ratio: 1.7, refused: 0 },
		items: 300,
		latency: constant(500),
		limits: () => [],
	},
	{
		name: '200 items, no limit, 25 s',
		target: { ratio: 1.3, refused: 0 },
		items: 200,
		latency: constant(25 * second),
		limits: () => [],
	},
	{
		name: '500 items, no limit, a tenth refused, 20 ms',
		target: { ratio: 14, refused: 130 },
		items: 500,
		latency: constant(20),
		limits: () => [],
		noise: 0.1,
	},
	{
		name: '500 items, no limit, a tenth refused, 500 ms',
		target: { ratio: 1.6, refused: 80 },
		items: 500,
		latency: constant(500),
		limits: () => [],
		noise: 0.1,
	},
	{
		name: '200 items, 8 at once, a tenth refused, 250-1250 ms',
		target: { ratio: 1.25, refused: 60 },
		items: 200,
		latency: between(250, 1250),
		limits: () => [new AtOnce(8)],
		noise: 0.1,
	},
	{
		name: '60 items, 2 a second, a tenth refused, 300 ms',
		target: { ratio: 1.25, refused: 24 },
		items: 60,
		latency: constant(300),
		limits: () => [new SlidingWindow(2, second)],
		noise: 0.1,
	},
	{
		name: '60 items, 8 at once, 250-1250 ms, jitter 40 ms',
		target: { ratio: 1.15, refused: 20 },
		items: 60,
		latency: between(250, 1250),
		limits: () => [new AtOnce(8)],
		network: jitter(40),
	},
	{
		name: '30 items, 2 a second, 300 ms, jitter 40 ms',
		target: { ratio: 1.07, refused: 8 },
		items: 30,
		latency: constant(300),
		limits: () => [new SlidingWindow(2, second)],
		network: jitter(40),
	},
	{
		name: '60 items, 5 a second, 2 s, jitter 40 ms',
		target: { ratio: 1.12, refused: 18 },
		items: 60,
		latency: constant(2 * second),
		limits: () => [new SlidingWindow(5, second)],
		network: jitter(40),
	},
	{
		name: '60 items, 8 at once, 500 ms, refusals take 800 ms',
		target: { ratio: 1.4, refused: 40 },
		items: 60,
		latency: constant(500),
		limits: () => [new AtOnce(8)],
		refusalMs: 800,
	},
	{
		name: '60 items, 8 at once, 10 s, refusals take 2 s',
		target: { ratio: 1.3, refused: 25 },
		items: 60,
		latency: constant(10 * second),
		limits: () => [new AtOnce(8)],
		refusalMs: 2 * second,
	},
	{
		name: '200 items, 8 at once, 500 ms, some connections lost',
		target: { ratio: 1.12, refused: 20 },
		items: 200,
		latency: constant(500),
		limits: () => [new AtOnce(8)],
		lost: 0.05,
	},
];
