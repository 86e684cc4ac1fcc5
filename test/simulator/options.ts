import type { FaultName } from './faults';
import type { ShapeName } from './shapes';

export type PictureMode =
	| 'drawn'
	| 'blank'
	/** A valid PNG of exactly so many bytes, for download measurements. */
	| { bytes: number };

export type DownloadFault =
	/** The first `times` requests of each link are answered with `status` (500 unless told). */
	| { kind: 'failFirst'; times: number; status?: number }
	/** The connection is cut after half of the picture; only the first `times` times where given. */
	| { kind: 'cut'; times?: number }
	/** Content-Length says more (factor above 1) or less than what is sent. */
	| { kind: 'wrongLength'; factor: number }
	/** Bytes without end, no Content-Length. */
	| { kind: 'endless' }
	| { kind: 'notFound' }
	| { kind: 'html' };

export interface SimulatorOptions {
	/** 0 takes a free port. */
	port: number;
	apiKeys: readonly string[];
	/** Time a picture takes, in ms; a pair is a seeded random range. */
	latencyMs: number | readonly [number, number];
	maxConcurrent?: number;
	/** Accepted requests in a sliding window of `windowMs`, counted by their arrival; more are answered 429. */
	rate?: { count: number; windowMs: number };
	/** Form of the Retry-After header of a 429; none unless set. */
	retryAfter?: 'seconds' | 'date';
	/** The shape of successful answers; unless set, each endpoint's own. */
	shape?: ShapeName;
	/** Share of requests, 0–1, that meet one of `faultNames`. */
	faultRate: number;
	faultNames: readonly FaultName[];
	/** Seed of everything random: latencies, faults, and the image seeds of requests that name none. */
	seed: number;
	pictures: PictureMode;
	/** Longest data URI that is taken, in bytes; Alibaba's documentation names the number of the default. */
	maxDataUriBytes: number;
	linkLifetimeMs: number;
	downloadFault?: DownloadFault;
	/** Keep the requests' whole JSON bodies in `requests`; if not, long strings (images) are cut. */
	recordBodies: boolean;
	unreachable: readonly string[];
	/**
	 * What becomes of image addresses outside this machine: the service cannot download them, or it takes them as if
	 * they held a demo picture (for tests and measurements of many addresses).
	 */
	remoteImages: 'unreachable' | 'demo';
	/** How much later than usual the `slow` fault answers, in ms. */
	slowMs: number;
	/** Time between the bytes of the `trickle` fault, in ms. */
	trickleMs: number;
}

export const DEFAULT_OPTIONS: SimulatorOptions = {
	port: 0,
	apiKeys: ['sk-simulator'],
	latencyMs: 0,
	faultRate: 0,
	faultNames: [],
	seed: 1,
	pictures: 'drawn',
	maxDataUriBytes: 10_485_760,
	linkLifetimeMs: 24 * 60 * 60 * 1000,
	recordBodies: true,
	unreachable: [],
	remoteImages: 'unreachable',
	slowMs: 1500,
	trickleMs: 100,
};
