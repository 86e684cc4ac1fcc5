import type { IBinaryData } from 'n8n-workflow';

/** One image that was made and paid. Small on purpose: results are kept for the whole run, bytes are not. */
export interface ResultImage {
	/** Link to the image; absent where the service sent bytes instead. */
	url?: string;
	/** ISO time at which the link stops working. */
	expiresAt?: string;
	/** Pixels, where known. */
	width?: number;
	height?: number;
	/** The file, where the service sent bytes. */
	file?: IBinaryData;
}

/** What came of one item's request. */
export interface ItemResult {
	images: ResultImage[];
	/** How many images were asked for. */
	requested: number;
	model: string;
	seed: number;
	requestId?: string;
	/** The service's words on images it could not make. */
	missing: string[];
}

/** Links of the service live so long from the answer on, where they do not say it themselves (ms). */
const LINK_LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * When a result link stops working, as ISO time: its own `Expires` (epoch seconds) where it has one.
 *
 * @param receivedAt epoch ms of the answer
 */
export function expiryOf(url: string, receivedAt: number): string {
	const seconds = /[?&]Expires=(\d{1,11})(?:[&#]|$)/i.exec(url)?.[1];
	const time = seconds === undefined ? receivedAt + LINK_LIFETIME_MS : Number(seconds) * 1000;
	return new Date(time).toISOString();
}
