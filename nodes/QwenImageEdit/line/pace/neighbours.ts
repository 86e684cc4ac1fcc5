import type { Belief } from './belief';
import type { History, Started } from './history';
import { Offers } from './offers';
import type { Openings } from './openings';
import { Places } from './places';
import { Signs } from './signs';
import { SwapTries, type Holding, RandomTries } from './tries';
import type { Bound, Observation } from './types';

/**
 * Other processes that use the same account: workers, other programs. They cannot be asked. So each uses as many places as it
 * got hold of, a place being one request at once or within a window, and it is its own again as soon as its request has left it.
 * In swaps (`swap.ts`) who holds places leaves some open, the more the more it holds, and who wants more tries for one:
 * that evens them out. Alone it leaves one open too: whoever finds it gone shares from then on, until nobody wants what it offers.
 */
export class Neighbours {
	private shares = false;
	private readonly places: Places;
	private readonly signs: Signs;
	private readonly offers: Offers;
	private readonly swapTries: SwapTries;
	private readonly randomTries: RandomTries;
	/** The request that last tried for a place. */
	private tried: Started | undefined;

	constructor(
		private readonly history: History,
		private readonly belief: Belief,
		openings: Openings,
		random: () => number,
	) {
		this.places = new Places(history, belief, openings);
		this.signs = new Signs(belief);
		this.offers = new Offers(random);
		this.swapTries = new SwapTries(random);
		this.randomTries = new RandomTries(random);
	}

	/** Whether others are there. */
	get areThere(): boolean {
		return this.shares;
	}

	/** When a place may be used, as far as others are concerned; Infinity = after an answer. */
	placeAt(now: number): number {
		const bound = this.shares ? this.places.bound() : this.belief.best.bounds[0];
		return bound ? this.offers.placeAt(now, bound, this.places, this.shares) : now;
	}

	/** When the next request may start where others are: in a place, or to try for one. */
	nextStart(now: number): number {
		const placeAt = this.placeAt(now);
		if (this.places.freeAt(now) <= now) return placeAt;
		const isTrying = this.tried !== undefined && this.history.isUndecided(this.tried);
		const tryAt = isTrying ? Infinity : this.randomTries.next(now);
		return Math.min(placeAt, tryAt, this.nextSwapTry(now));
	}

	/** When a place is tried for in a swap; Infinity = not in this one. */
	nextSwapTry(now: number): number {
		const places = this.shares ? this.places.count : this.belief.best.bounds[0]?.limit;
		if (places === undefined) return Infinity;
		return this.swapTries.next(now, { ...this.holding, places });
	}

	/** Called before a request starts. @returns what it is sent for */
	use(now: number): Started['use'] {
		if (this.placeAt(now) > now) return this.swapTries.take(now) ? 'swap' : 'try';
		return this.offers.wasUnwanted(now) ? 'unwanted' : 'place';
	}

	/** A request started. */
	started(request: Started): void {
		if (this.shares && (request.use === 'try' || request.use === 'swap')) this.tried = request;
	}

	/** A request was taken, or is presumed to be. */
	taken(request: Started, now: number): void {
		if (this.shares) return this.takenBesideOthers(request, now);
		const sign = this.signs.taken(request);
		if (sign) this.share(now);
		if (sign === 'belowGuess') this.randomTries.after(this.places.ms, now, this.holding);
	}

	/**
	 * A request was refused.
	 * @param bounds what was believed before
	 * @param isNewRound whether it was sent after the last refusal was known
	 */
	refused(
		request: Started,
		observation: Observation,
		bounds: readonly Bound[],
		{ now, isNewRound }: { now: number; isNewRound: boolean },
	): void {
		const { use } = request;
		if (!this.shares) {
			if (this.signs.refused(request, observation, bounds, isNewRound)) this.share(now);
		} else if (use === 'try') this.randomTries.wasInVain(true, now, this.holding);
		else if (use !== 'swap') this.lost(use, this.signs.isOwn(observation, bounds), now);
	}

	private takenBesideOthers({ use }: Started, now: number): void {
		if (this.places.isGuess && !this.belief.guessHolds) this.places.choose(now);
		if (use === 'try' || use === 'swap') {
			this.places.count += 1;
			this.randomTries.wasInVain(false, now, this.holding);
		}
		if (use === 'unwanted') this.offers.found(true);
		if (this.offers.areUnwanted) this.shares = false;
	}

	/** A place is gone. */
	private lost(use: Started['use'], isOwn: boolean, now: number): void {
		if (!isOwn) this.offers.found(false);
		this.places.count = Math.max(0, this.places.count - 1);
		const afterMs = use === 'unwanted' ? Infinity : undefined;
		if (this.places.count === 0) this.randomTries.after(afterMs, now, this.holding);
	}

	private share(now: number): void {
		this.shares = true;
		this.offers.begin();
		this.signs.clear();
		this.tried = undefined;
		this.places.choose(now);
		this.randomTries.begin(now, this.holding);
	}

	private get holding(): Holding {
		const { count, known, isGuess, ms } = this.places;
		return { shares: this.shares, places: count, known, isGuess, placeMs: ms };
	}
}
