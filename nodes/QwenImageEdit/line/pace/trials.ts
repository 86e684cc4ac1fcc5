import { DIMENSIONS, type Bound } from './types';

/** How many requests beyond a bound may be undecided at once, as a power of two, after so many were taken. */
const MOST_GRANTED = 2;

/** The wait before the first trial of a bound, ms, at most; longer for what the model is known to allow: first comes what else may be the reason. */
const FIRST_WAIT_MS = 500;
const FIRST_WAIT_KNOWN_MS = 2_000;
/** Tried at least so often, ms, since limits change; not what the model is known to allow. */
const LONGEST_WAIT_MS = 300_000;
const LONGEST_WAIT_WINDOWS = 16;

/** Each vain trial makes the wait so much longer: most for what the model is known to allow; least where a window this long, ms, is not known but found: to believe it wrongly costs most. */
const LONGER = 3;
const LONGER_FOR_KNOWN = 9;
const LONG_WINDOW_MS = 10_000;
const LONGER_FOR_LONG = 2;
/** Nor do several refusals within that part of it count more than one: whoever others crowd out meets ten within seconds. */
const ONE_IN_WINDOW = 0.2;

/** Where a refusal stops everything (Retry-After), trials may cost a twentieth of the time. */
const WAIT_PER_STOP = 20;

/** Until the bound is the only explanation left, more than so many vain trials say no more about it. */
const FAILURES_IN_DOUBT = 2;

/** A window that was still shut at some age is tried again at three times that age, if that is early enough to gain anything. */
const NEXT_AGE = 3;
const LATEST_AGE = 0.75;

interface Trial {
	/** How often the bound was tried in vain. */
	failed: number;
	/** How often in a row it was tried with success. */
	granted: number;
	/** When it last became one more, ms. */
	failedAt: number;
	/** When it may be tried again, ms. */
	nextAt: number;
	/** From which age of its oldest start on a window may be tried, ms. */
	age: number;
}

/**
 * When a bound may be tried, by a request that it forbids, to see whether it is true or still true.
 * A trial costs at most one refused request, so the waits are counted in what a refusal is worth:
 * the time of a request or two. Each vain trial makes the wait longer.
 */
export class Trials {
	private readonly trials: Trial[] = DIMENSIONS.map(() => ({
		failed: 0,
		failedAt: -Infinity,
		granted: 0,
		nextAt: 0,
		age: 0,
	}));

	/**
	 * @param oldest when the oldest of the starts that fill the bound's window began, ms
	 * @returns the earliest time for a trial, ms; Infinity if it would gain nothing
	 */
	mayTryAt({ dimension }: Bound, oldest: number): number {
		const { nextAt, age } = this.of(dimension);
		const windowMs = DIMENSIONS[dimension];
		if (windowMs === undefined) return nextAt;
		return age > LATEST_AGE * windowMs ? Infinity : Math.max(nextAt, oldest + age);
	}

	/** How many requests beyond these bounds may be undecided at once: more as they prove wrong. */
	mostAtOnce(against: readonly Bound[]): number {
		let granted = MOST_GRANTED;
		for (const { dimension } of against) granted = Math.min(granted, this.of(dimension).granted);
		return 2 ** granted;
	}

	/** A request was taken: windows begin anew. */
	restart(): void {
		for (const trial of this.trials) trial.age = 0;
	}

	/** A request was taken in spite of these bounds. */
	grant(against: readonly Bound[], now: number): void {
		for (const { dimension } of against) {
			const trial = this.of(dimension);
			trial.failed = Math.max(0, trial.failed - 1);
			trial.granted = Math.min(MOST_GRANTED, trial.granted + 1);
			trial.nextAt = now;
		}
	}

	/**
	 * A request was refused, as this bound has it.
	 * @param refusal.tried whether the request was sent in spite of the bound
	 * @param refusal.alone whether nothing else explains it
	 * @param refusal.ageMs the age of the oldest start in the bound's window
	 * @param refusal.latencyMs how long a request takes
	 * @param refusal.stopMs how long nothing may start because of it
	 * @param refusal.known whether the bound is what the model is known to allow
	 */
	fail(
		{ dimension, limit }: Bound,
		now: number,
		refusal: {
			tried: boolean;
			alone: boolean;
			ageMs: number;
			latencyMs: number;
			stopMs: number;
			known: boolean;
		},
	): void {
		const trial = this.of(dimension);
		trial.granted = 0;
		const windowMs = DIMENSIONS[dimension];
		const isLong = !refusal.known && (windowMs ?? 0) >= LONG_WINDOW_MS;
		if (refusal.tried && !(isLong && now - trial.failedAt < ONE_IN_WINDOW * (windowMs ?? 0))) {
			trial.failed += 1;
			trial.failedAt = now;
			if (!refusal.alone) trial.failed = Math.min(FAILURES_IN_DOUBT, trial.failed);
		}
		if (windowMs !== undefined) trial.age = Math.max(trial.age, NEXT_AGE * refusal.ageMs);
		const unitMs =
			windowMs === undefined
				? Math.min(1_000, Math.max(50, 2 * refusal.latencyMs))
				: windowMs * Math.min(1, 2 / limit);
		const [firstMs, longer, longestMs] = refusal.known
			? [FIRST_WAIT_KNOWN_MS, LONGER_FOR_KNOWN, LONGEST_WAIT_WINDOWS * (windowMs ?? 0)]
			: [FIRST_WAIT_MS, isLong ? LONGER_FOR_LONG : LONGER, LONGEST_WAIT_MS];
		const waitMs =
			trial.failed === 0
				? Math.min(firstMs, unitMs / 2)
				: Math.min((unitMs / 2) * longer ** trial.failed, longestMs);
		trial.nextAt = now + Math.max(waitMs, WAIT_PER_STOP * refusal.stopMs);
	}

	private of(dimension: number): Trial {
		const trial = this.trials[dimension];
		if (!trial) throw new RangeError(`There is no dimension ${dimension}`);
		return trial;
	}
}
