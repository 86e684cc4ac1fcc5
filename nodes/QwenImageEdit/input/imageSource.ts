import type { IBinaryData } from 'n8n-workflow';

import type { ByteStream } from '../images/byteStream';
import { isRecord } from '../wire/json';

/** An image of a request as the panel names it; nothing has been read or fetched yet. */
export type ImageSource =
	| { kind: 'url'; url: string }
	/** `field` is the input data field's name, for messages. */
	| { kind: 'file'; field: string; binary: IBinaryData }
	/** `data` is Base64 as the user gave it: with or without data-URI prefix, possibly with white space. */
	| { kind: 'base64'; data: string };

/** Whether a value from outside is a file's data as n8n's items hold it. */
export function isBinaryData(value: unknown): value is IBinaryData {
	return isRecord(value) && typeof value.mimeType === 'string' && typeof value.data === 'string';
}

/** What reading and fetching an image needs from outside; wire/transport.ts provides it from n8n's helpers. */
export interface ImageAccess {
	/** Reads a file of n8n's binary store. */
	openFile(id: string): Promise<ByteStream>;
	/** Size in bytes of a file of n8n's binary store. */
	fileSize(id: string): Promise<number>;
	/** GETs a public URL without credentials; `maxBytes` asks for a range from the start where the server supports it. */
	fetch(url: string, options?: { maxBytes?: number }): Promise<FetchedImage>;
}

export interface FetchedImage {
	status: number;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: ByteStream;
}
