import type { Base64Text } from '../images/base64Text';
import type { ImageHeader } from '../images/sniff';

/** Where the bytes of an image are; only `chunks` holds them in memory. */
export type ImageContent =
	/** A file of n8n's binary store. */
	| { kind: 'stored'; id: string }
	| { kind: 'base64'; base64: Base64Text }
	/** What was fetched, in the pieces it arrived in. */
	| { kind: 'chunks'; chunks: Uint8Array[] };

/** An image that was looked at and may be sent inside a request. */
export interface InspectedImage extends ImageHeader {
	/** Exact size of the file. */
	bytes: number;
	content: ImageContent;
}

/** How messages speak of an image: `label` begins a sentence, `field` is the panel parameter it comes from. */
export interface ImageAbout {
	label: string;
	field: string;
}

/** An image that is ready to be sent: its URL, with what its first bytes say where it was looked at, or what is known of its bytes. */
export type PreparedImage = { about: ImageAbout } & (
	| { url: string; header?: ImageHeader }
	| { inspected: InspectedImage }
);

/** "The image" where there is one, "Image 2" where there are several; `index` counts from 0. */
export function imageLabel(index: number, count: number): string {
	return count === 1 ? 'The image' : `Image ${index + 1}`;
}
