import type { Started } from './history';
import type { PaceGuess } from './types';

/** The first burst. One more than the smallest limits in use shows them at once; fewer would waste the first round trip. */
const FIRST_BURST = 4;
/** Where the model is known to allow something, it is one more than that, up to so many: a right guess costs one refusal, a wrong one shows. */
const MOST_GUESSED = 8;
/** What was taken with so many in flight is tried with twice as many, until the first refusal. */
const GROWTH = 2;
/** Before any answer came, no more than this, since answers may be slow to come (large uploads). */
const MOST_BEFORE_ANSWER = 16;

/** How many may be in flight where no limit is known: a few at first, and twice as many with each round trip. */
export class Growth {
	private readonly firstBurst: number;
	/** Most in flight when a request was taken. */
	private peak = 0;
	private wasAnswered = false;

	constructor(guess: PaceGuess | undefined) {
		this.firstBurst = guess ? Math.min(MOST_GUESSED, guess.count + 1) : FIRST_BURST;
	}

	/** How many may be in flight. */
	get mostInFlight(): number {
		const reached = this.peak < this.firstBurst ? this.peak : Math.max(FIRST_BURST, this.peak);
		const most = Math.max(this.firstBurst, GROWTH * reached);
		return this.wasAnswered ? most : Math.min(most, MOST_BEFORE_ANSWER);
	}

	/** The service answered, whatever it said. */
	answered(): void {
		this.wasAnswered = true;
	}

	/** A request was taken, or is presumed to be. */
	taken({ inFlight }: Started): void {
		this.peak = Math.max(this.peak, inFlight);
	}
}
