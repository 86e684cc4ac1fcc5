import {
	BURST_MS,
	contradictions,
	explains,
	explanationsOf,
	isGuessed,
	MOST_PER_BURST,
} from './explain';
import {
	DIMENSIONS,
	levelOf,
	type Bound,
	type Explanation,
	type Observation,
	type PaceGuess,
	type Refusal,
} from './types';

/** Explanations this close to the best one are still possible: less than one refusal apart. */
const POSSIBLE = 1.9;

/** The least share of refusals for which no limit is the reason; more are believed where more are met. */
const STRAY_REFUSALS = 0.05;

/** That the limits changed in the middle is about as improbable as a stray refusal. */
const CHANGED = 3;
/** So many requests taken in a row end a time of trouble; the next refusal begins another. */
const CALM = 5;
/** A request that is taken though it should be refused begins a time of relief, unless one was so shortly before, ms. */
const RELIEF_MS = 10_000;

/** How many observations are kept. */
const MOST_TAKEN = 64;
const MOST_REFUSED = 24;

/** Longer windows than this, ms, are believed too soon by whoever others crowd out. */
const LONGEST_IN_COMPANY_MS = 1_000;

/** When the limits may have changed, ms, and how well what was seen before was explained. */
interface Change {
	readonly since: number;
	readonly scoreBefore: number;
}

const NO_BOUNDS: Explanation = { bounds: [], score: 0 };

/**
 * What is believed about the service's limits, from the last observations.
 *
 * Rules of the kind "after a refusal, halve" know neither what was refused for nor what was a stray
 * fault, and a chain of them stalls on the first exception. Here every refusal and every request
 * that was taken is kept as evidence, and the sets of bounds that explain it are found anew whenever
 * something unexpected is seen: limits at once, in windows, both, none (all refusals were faults),
 * or others than before (the limits changed when the trouble began, or the relief: a neighbour has
 * gone, say). Several may explain the same; all that do are possible, and which one is true is found
 * out by trying.
 */
export class Belief {
	private taken: Observation[] = [];
	private refused: Refusal[] = [];
	private riddle = -Math.log(STRAY_REFUSALS);
	private takenInARow = 0;
	private trouble: Change = { since: -Infinity, scoreBefore: 0 };
	private relief: Change = { since: Infinity, scoreBefore: 0 };
	/** When a request was last taken that a possible explanation forbids, ms. */
	private surprisedAt = -Infinity;
	/** The possible explanations, best first; never empty. */
	possible: readonly Explanation[] = [NO_BOUNDS];
	/**
	 * The most probable explanation where others use the account: whoever was served once and then refused would else believe in one
	 * request a minute, and stand idle for a minute beside an idle service.
	 */
	inCompany: Explanation = NO_BOUNDS;

	constructor(private readonly guess: PaceGuess | undefined) {}

	/** The most probable explanation. */
	get best(): Explanation {
		return this.possible[0] ?? NO_BOUNDS;
	}

	/** Whether the bound is what the model is known to allow. */
	isGuessed(bound: Bound): boolean {
		return isGuessed(bound, this.guess);
	}

	/** What the model is known to allow. */
	get guessed(): Bound | undefined {
		const { guess } = this;
		const dimension = DIMENSIONS.findIndex((ms) => guess !== undefined && ms === guess.windowMs);
		return guess && dimension > 0 ? { dimension, limit: guess.count } : undefined;
	}

	/** Whether the model is known to allow something, and nothing that was taken speaks against it. */
	get guessHolds(): boolean {
		const { guessed } = this;
		return guessed !== undefined && contradictions(guessed, this.taken) < 1;
	}

	/** A request was taken, or is presumed to be. */
	addTaken(observation: Observation): void {
		this.takenInARow += 1;
		this.taken.push(observation);
		// Cut now and then instead of shifting each time.
		if (this.taken.length > 1.5 * MOST_TAKEN) this.forgetOldest();
		const unexpected = this.possible.some(({ bounds }) =>
			bounds.some((bound) => levelOf(observation, bound) >= bound.limit),
		);
		if (!unexpected) return;
		const { startedAt } = observation;
		if (startedAt > this.surprisedAt + RELIEF_MS) this.relief = this.changeAt(startedAt);
		this.surprisedAt = startedAt;
		this.update();
	}

	/** What was presumed to be taken was refused after all. */
	revoke(observation: Observation): void {
		this.taken = this.taken.filter((other) => other !== observation);
	}

	/** A request was refused. */
	addRefused(observation: Observation): void {
		if (this.takenInARow >= CALM) this.trouble = this.changeAt(observation.startedAt);
		this.takenInARow = 0;
		const last = this.refused[this.refused.length - 1];
		if (last && Math.abs(observation.startedAt - last.startedAt) <= BURST_MS) {
			// Requests of one burst overstep a limit together. They are one event, and its lowest levels
			// show the limit: those of the last one, when the others are known not to count.
			this.refused[this.refused.length - 1] = {
				startedAt: last.startedAt,
				levels: last.levels.map((level, index) =>
					Math.min(level, observation.levels[index] ?? level),
				),
				weight: MOST_PER_BURST,
			};
		} else {
			this.refused.push({ ...observation, weight: 1 });
			if (this.refused.length > MOST_REFUSED) this.refused.shift();
		}
		this.update();
	}

	/** What is older than the oldest kept request that was taken has nothing left to speak against it: unless believed in, it goes. */
	private forgetOldest(): void {
		this.taken = this.taken.slice(-MOST_TAKEN);
		const since = this.taken[0]?.startedAt ?? 0;
		this.refused = this.refused.filter(
			(refusal) => refusal.startedAt >= since || isExplained(refusal, this.best),
		);
	}

	private changeAt(since: number): Change {
		return { since, scoreBefore: this.best.score };
	}

	private update(): void {
		const { guess, refused, relief, riddle, taken, trouble } = this;
		const found = explanationsOf({ refused, taken, riddle, guess });
		for (const { since, scoreBefore } of [trouble, relief]) {
			const isRecent = ({ startedAt }: Observation) => startedAt >= since;
			const recent = refused.filter(isRecent);
			if (recent.length === 0) continue;
			const evidence = { refused: recent, taken: taken.filter(isRecent), riddle, guess };
			for (const { bounds, score } of explanationsOf(evidence)) {
				found.push({ bounds, score: score + scoreBefore - CHANGED });
			}
		}
		found.sort((left, right) => right.score - left.score);
		this.inCompany =
			found.find(({ bounds: [first] }) => first && windowMsOf(first) <= LONGEST_IN_COMPANY_MS) ??
			NO_BOUNDS;
		this.possible = possibleOf(found);
		const strays = refused.filter((refusal) => !isExplained(refusal, this.best)).length;
		this.riddle = -Math.log(STRAY_REFUSALS + strays / (taken.length + refused.length + 10));
	}
}

/** Each of those that are close to the best one, once. @param found best first */
function possibleOf(found: readonly Explanation[]): Explanation[] {
	const least = (found[0]?.score ?? 0) - POSSIBLE;
	const seen = new Set<string>();
	return found.filter(({ bounds, score }) => {
		const names = bounds.map(({ dimension, limit }) => `${dimension}:${limit}`);
		const name = names.sort().join();
		if (score < least || seen.has(name)) return false;
		seen.add(name);
		return true;
	});
}

/** Requests at once count as a window of no length. */
function windowMsOf({ dimension }: Bound): number {
	return DIMENSIONS[dimension] ?? 0;
}

function isExplained(refusal: Refusal, { bounds }: Explanation): boolean {
	return bounds.some((bound) => explains(bound, refusal));
}
