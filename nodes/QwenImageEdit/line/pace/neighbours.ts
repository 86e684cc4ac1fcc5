import type { Belief } from './belief';
import { exchangeAt, type Exchange } from './exchange';
import type { History, Started } from './history';
import type { Openings } from './openings';
import { DIMENSIONS, levelOf, type Bound, type Observation } from './types';

/** So many requests one after another that nothing of its own explains were refused: others are there. */
const UNEXPLAINED = 2;
/** So many requests taken one after another while less is believed than the model is known to allow: the same. */
const BELOW_GUESS = 6;
/** So many places offered to others were still there: nobody else is. */
const UNWANTED = 4;

/** For how much of the time a place is used it is kept for an exchange: alone, where it costs speed, and in company. */
const AHEAD_ALONE = 0.1;
const AHEAD = 0.4;
/** One place is offered, and so many of the others. */
const OFFER_OTHERS = 1 / 6;

/** How often a place is tried for in an exchange by whoever holds all that are known (not where one is used for long: a refusal would cost more than it shows); by whoever holds none, always. */
const TRY_WITH_ALL = 0.3;
/** So many of the places that are missing are tried for at once; not fewer than two by whoever was hardly served and does not know how many there are. */
const TRY_MISSING = 1 / 8;
const HARDLY_SERVED = 2;
const LONG_MS = 15_000;
/** Who was served least tries first, by what each held in the last exchanges, and a little by chance. */
const SERVED_MEMORY = 0.3;
const BY_CHANCE = 0.2;

/** Between exchanges a place is tried for at random times: after double the time when in vain, half of it when not, ms. */
const FIRST_TRY_MS = 300;
const FIRST_TRY_SHARE = 1 / 16;
const SHORTEST_TRY_MS = 50;
/** At the longest after so many times as long as a place is used, or as this, ms, by whoever holds none and whoever does. */
const SHORT_PLACE_MS = 5_000;
const LONGEST_TRY = 1.4;
const LONGEST_TRY_WITH_PLACES = 2;

/**
 * Other processes that use the same account: workers, other programs. They cannot be asked. So each uses as many places as it
 * got hold of, a place being one request at once or within a window, and it is its own again as soon as its request has left it.
 * In exchanges (`exchange.ts`) who holds places leaves some open, the more the more it holds, and who wants more tries for one:
 * that evens them out. Alone it leaves one open too: whoever finds it gone shares from then on, until nobody wants what it offers.
 */
export class Neighbours {
	private shares = false;
	/** What a place is: one of the dimensions, and whether only the model's known allowance says so. */
	private dimension = 0;
	private isGuess = false;
	/** The most places used. */
	private places = 0;
	private unexplained = { count: 0, since: Infinity };
	private belowGuess = 0;
	private unwanted = 0;

	/** How many places are offered in the exchange that ends then, and when one was last kept for it. */
	private offers = 0;
	private offeredTill = -Infinity;
	private keptTill = Infinity;
	/** When a place is tried for in the exchange that ends then. */
	private exchangeTryAt = Infinity;
	private triedTill = -Infinity;
	private tries = 1;
	/** How many places were held in the last exchanges, on average. */
	private served = 0;

	/** When a place is tried for between exchanges, and the request that last did. */
	private tryAt = Infinity;
	private tryMs = FIRST_TRY_MS;
	private tried: Started | undefined;

	constructor(
		private readonly history: History,
		private readonly belief: Belief,
		private readonly openings: Openings,
		private readonly random: () => number,
	) {}

	/** Whether others are there. */
	get areThere(): boolean {
		return this.shares;
	}

	/** When a place may be used, as far as others are concerned; Infinity = after an answer. */
	placeAt(now: number): number {
		const [bound] = this.shares ? [this.placesBound()] : this.belief.best.bounds;
		if (!bound) return now;
		this.dimension = bound.dimension;
		const freeAt = this.openings.freeAt(bound, now);
		if (freeAt === Infinity) return Infinity;
		const { from, closesAt } = this.offersAt(freeAt, bound.limit);
		if (freeAt < from) return freeAt;
		const restAt = this.openings.freeAt(this.placesBound(bound.limit - this.offers), now);
		if (restAt <= now) return now;
		this.keptTill = closesAt;
		return Math.min(closesAt, restAt);
	}

	/** When the next request may start where others are: in a place, or to try for one. */
	nextStart(now: number): number {
		const placeAt = this.placeAt(now);
		if (this.openings.freeAt(this.placesBound(), now) <= now) return placeAt;
		const isTrying = this.tried !== undefined && this.history.isUndecided(this.tried);
		const tryAt = isTrying ? Infinity : Math.max(now, this.tryAt);
		return Math.min(placeAt, tryAt, this.nextExchangeTry(now));
	}

	/** When a place is tried for in an exchange; Infinity = not in this one. */
	nextExchangeTry(now: number): number {
		const places = this.shares ? this.places : this.belief.best.bounds[0]?.limit;
		if (places === undefined) return Infinity;
		const { opensAt, closesAt } = exchangeAt(now, this.placeMs, 0);
		if (closesAt > this.triedTill) {
			this.triedTill = closesAt;
			this.served += SERVED_MEMORY * (places - this.served);
			const position =
				(1 - BY_CHANCE) * (this.served / (this.served + 2)) + BY_CHANCE * this.random();
			// In the middle of it: requests travel, and clocks differ.
			const tryAt = opensAt + (closesAt - opensAt) * (0.2 + 0.5 * position);
			this.tries = this.shares ? this.triesFor(places) : 1;
			const tries = tryAt >= now && this.random() < this.tryChance(places);
			this.exchangeTryAt = tries ? tryAt : Infinity;
		}
		return Math.max(now, this.exchangeTryAt);
	}

	/** Called before a request starts. @returns what it is sent for */
	use(now: number): Started['use'] {
		if (this.placeAt(now) > now) {
			if (this.exchangeTryAt > now) return 'try';
			this.tries -= 1;
			if (this.tries < 1) this.exchangeTryAt = Infinity;
			return 'exchange';
		}
		if (now < this.keptTill) return 'place';
		this.keptTill = Infinity;
		return 'unwanted';
	}

	/** A request started. */
	started(request: Started): void {
		if (this.shares && (request.use === 'try' || request.use === 'exchange')) this.tried = request;
	}

	/** A request was taken, or is presumed to be. */
	taken({ startedAt, use }: Started, now: number): void {
		if (startedAt > this.unexplained.since) this.unexplained = { count: 0, since: Infinity };
		if (!this.shares) {
			this.belowGuess = this.belief.isBelowGuess ? this.belowGuess + 1 : 0;
			// Alone there is nothing to be had in an exchange; and less than the model is known to allow may be because of others.
			if (use === 'exchange') this.share(now, this.belief.best.bounds[0]?.limit);
			else if (this.belowGuess >= BELOW_GUESS) {
				this.share(now);
				this.tryAgain(this.placeMs, now);
			}
			return;
		}
		if (this.isGuess && !this.belief.guessHolds) this.choosePlaces(now);
		if (use === 'try' || use === 'exchange') {
			this.places += 1;
			this.tryAgain(this.tryMs / 2, now);
		}
		if (use === 'unwanted') this.unwanted += 1;
		if (this.unwanted >= UNWANTED) this.shares = false;
	}

	/**
	 * A request was refused.
	 * @param bounds what was believed before
	 * @param isNewRound whether it was sent after the last refusal was known
	 */
	refused(
		{ startedAt, use }: Started,
		observation: Observation,
		bounds: readonly Bound[],
		{ now, isNewRound }: { now: number; isNewRound: boolean },
	): void {
		const isBelow = this.isBelowLongGuess(observation);
		const isOwn = !isBelow && bounds.some((bound) => levelOf(observation, bound) >= bound.limit);
		if (this.shares) {
			if (use === 'try') this.tryAgain(2 * this.tryMs, now);
			else if (use !== 'exchange') this.lost(startedAt, use, isOwn, now);
			return;
		}
		const hasSentNothing = observation.levels[DIMENSIONS.length - 1] === 0;
		if (isOwn || !isNewRound) return;
		const { count, since } = this.unexplained;
		if (count === 0 && use !== 'unwanted' && !hasSentNothing && !isBelow) return;
		this.unexplained = { count: count + 1, since: Math.min(since, startedAt) };
		if (this.unexplained.count >= UNEXPLAINED) this.share(now);
	}

	/** Whether less was refused than the model is known to allow within a long window: to look for another reason there costs a refusal each. */
	private isBelowLongGuess(observation: Observation): boolean {
		const { guessed, guessHolds } = this.belief;
		if (!guessed || !guessHolds) return false;
		const isLong = (DIMENSIONS[guessed.dimension] ?? 0) > LONG_MS;
		return isLong && levelOf(observation, guessed) < guessed.limit;
	}

	/** A place is gone: at once where it was offered, else after the second refusal, since some are refused by chance. */
	private lost(startedAt: number, use: Started['use'], isOwn: boolean, now: number): void {
		if (!isOwn) this.unwanted = Math.max(0, this.unwanted - 1);
		const { count, since } = this.unexplained;
		this.unexplained = { count: count + 1, since: Math.min(since, startedAt) };
		if (use === 'place' && this.unexplained.count < UNEXPLAINED) return;
		this.places = Math.max(0, this.places - 1);
		if (this.places === 0) this.tryAgain(use === 'unwanted' ? Infinity : this.tryMs, now);
	}

	private share(now: number, most?: number): void {
		this.shares = true;
		this.unwanted = 0;
		this.unexplained = { count: 0, since: Infinity };
		this.tried = undefined;
		this.choosePlaces(now);
		this.places = Math.max(this.places, most ?? 0);
		const firstTryMs = Math.max(FIRST_TRY_MS, FIRST_TRY_SHARE * this.placeMs);
		this.tryAgain(this.places > 0 ? Infinity : firstTryMs, now);
	}

	/** A place is what the model is known to allow, unless that was refuted, or the best explanation's where others are there. */
	private choosePlaces(now: number): void {
		const { guessed, guessHolds, inCompany } = this.belief;
		this.isGuess = guessHolds;
		const bound = guessHolds ? guessed : inCompany.bounds[0];
		this.dimension = bound?.dimension ?? 0;
		this.places = 0;
		while (this.openings.freeAt(this.placesBound(this.places + 1), now) > now) this.places += 1;
	}

	private placesBound(limit = this.places): Bound {
		return { dimension: this.dimension, limit };
	}

	/** How long a place is used by one request, ms. */
	private get placeMs(): number {
		return DIMENSIONS[this.dimension] ?? Math.max(100, this.history.latencyMs);
	}

	/** The exchange at that time; how many places are offered is decided once for each. */
	private offersAt(at: number, places: number): Exchange {
		const exchange = exchangeAt(at, this.placeMs, this.shares ? AHEAD : AHEAD_ALONE);
		if (exchange.closesAt <= this.offeredTill) return exchange;
		this.offeredTill = exchange.closesAt;
		const offers = Math.min(places, 1 + OFFER_OTHERS * places);
		this.offers = this.shares ? Math.floor(offers) + (this.random() < offers % 1 ? 1 : 0) : 1;
		return exchange;
	}

	/** How many places there may be in all, as far as is known. */
	private get known(): number {
		const known = this.isGuess ? this.belief.guessed : this.belief.inCompany.bounds[0];
		return known?.dimension === this.dimension ? known.limit : this.places + 1;
	}

	private triesFor(places: number): number {
		const least = !this.isGuess && this.served < HARDLY_SERVED ? 2 : 1;
		return Math.max(least, TRY_MISSING * (this.known - places));
	}

	private tryChance(places: number): number {
		if (this.shares && places < this.known) return 1 - places / this.known;
		return !this.shares && this.placeMs > LONG_MS ? 0 : TRY_WITH_ALL;
	}

	private tryAgain(ms: number, now: number): void {
		const longest = this.places > 0 ? LONGEST_TRY_WITH_PLACES : LONGEST_TRY;
		const longestMs = longest * Math.max(SHORT_PLACE_MS, this.placeMs);
		this.tryMs = Math.min(longestMs, Math.max(SHORTEST_TRY_MS, ms));
		this.tryAt = now + this.tryMs * (0.5 + this.random());
	}
}
