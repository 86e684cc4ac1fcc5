import type { Belief } from './belief';
import type { History, Started } from './history';
import { Offers } from './offers';
import type { Openings } from './openings';
import { Places } from './places';
import { Signs } from './signs';
import { type Holding, Tries } from './tries';
import type { Bound, Observation } from './types';

/**
 * Other processes that use the same account: workers, other programs. They cannot be asked. So each uses as many places as it
 * got hold of, a place being one request at once or within a window, and it is its own again as soon as its request has left it.
 * In swaps (`swap.ts`) who holds places leaves one open, and who wants more tries for one: that evens them out.
 * Alone it leaves one open too: whoever finds it gone shares from then on, until nobody wants what it offers.
 */
export class Neighbours {
	private shares = false;
	private readonly places: Places;
	private readonly signs: Signs;
	private readonly offers = new Offers();
	private readonly tries: Tries;
	/** The request that last tried for a place. */
	private tried: Started | undefined;

	constructor(
		private readonly history: History,
		private readonly belief: Belief,
		private readonly openings: Openings,
		random: () => number,
	) {
		this.places = new Places(history, belief, openings);
		this.signs = new Signs(belief);
		this.tries = new Tries(random);
	}

	/** Whether others are there. */
	get areThere(): boolean {
		return this.shares;
	}

	/** When a place may be used, as far as others are concerned; Infinity = after an answer. */
	placeAt(now: number): number {
		const [bound] = this.shares ? [this.places.bound()] : this.belief.best.bounds;
		if (!bound) return now;
		this.places.areOf(bound);
		const freeAt = this.openings.freeAt(bound, now);
		if (freeAt === Infinity) return Infinity;
		const { from, closesAt } = this.offers.swapOf(freeAt, this.holding);
		if (freeAt < from) return freeAt;
		const restAt = this.places.freeAt(now, bound.limit - 1);
		if (restAt <= now) return now;
		this.offers.keep(closesAt);
		return Math.min(closesAt, restAt);
	}

	/** When the next request may start where others are: in a place, or to try for one. */
	nextStart(now: number): number {
		const placeAt = this.placeAt(now);
		if (this.places.freeAt(now) <= now) return placeAt;
		const isTrying = this.tried !== undefined && this.history.isUndecided(this.tried);
		const tryAt = isTrying ? Infinity : this.tries.next(now);
		return Math.min(placeAt, tryAt, this.tries.nextInSwap(now, this.holding));
	}

	/** When a place is tried for in a swap by whoever believes to be alone and knows the limit. */
	nextSwapTry(now: number): number {
		const { best, possible } = this.belief;
		const places = best.bounds[0]?.limit;
		if (places === undefined || possible.length > 1) return Infinity;
		return this.tries.nextInSwap(now, this.holding);
	}

	/** Called before a request starts. @returns what it is sent for */
	use(now: number): Started['use'] {
		if (this.placeAt(now) > now) return this.tries.take(now) ? 'swap' : 'try';
		return this.offers.wasKept(now) ? 'unwanted' : 'place';
	}

	/** A request started. */
	started(request: Started): void {
		if (this.shares && (request.use === 'try' || request.use === 'swap')) this.tried = request;
	}

	/** A request was taken, or is presumed to be. */
	taken(request: Started, now: number): void {
		if (this.shares) this.takenBesideOthers(request, now);
		else if (this.signs.taken(request)) this.share(now);
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
		if (!this.shares) {
			if (this.signs.refused(request, observation, bounds, isNewRound)) this.share(now);
		} else if (request.use === 'try' || request.use === 'swap') {
			this.tries.wasInVain(now, this.holding);
		} else {
			if (!this.signs.isOwn(observation, bounds)) this.offers.found(false);
			this.places.count = Math.max(0, this.places.count - 1);
		}
	}

	private takenBesideOthers({ use }: Started, now: number): void {
		if (this.places.isGuess && !this.belief.guessHolds) this.places.choose(now);
		if (use === 'try' || use === 'swap') {
			this.places.count += 1;
			this.tries.brought(now, this.holding);
		}
		if (use === 'unwanted') this.offers.found(true);
		if (this.offers.areUnwanted) this.shares = false;
	}

	private share(now: number): void {
		this.shares = true;
		this.offers.begin();
		this.signs.clear();
		this.places.choose(now);
		this.tries.begin(now, this.holding);
	}

	private get holding(): Holding {
		const { count, known, isGuess, ms } = this.places;
		return { shares: this.shares, places: count, known, isGuess, placeMs: ms };
	}
}
