import { buffer } from 'node:stream/consumers';
import { imageSize } from 'image-size';
import { documentInput, readInput } from './inputs';
import type { SimulatorOptions } from './options';
import { serviceRefusal, type Refusal } from './refusal';

export interface InputImage {
	format: string;
	/** Pixels as seen, EXIF orientation applied. */
	width: number;
	height: number;
	/** The file; undefined where no picture will be drawn from it. */
	bytes?: Buffer;
}

type Loaded = { ok: InputImage } | { refusal: Refusal };

/** The formats the service takes, as image-size names them. */
const FORMATS: readonly string[] = ['jpg', 'png', 'bmp', 'tiff', 'webp', 'gif'];
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 5000;

const refused = (message: string) => ({
	refusal: serviceRefusal(400, 'InvalidParameter', message),
});
const CORRUPTED = refused('Invalid image format or corrupted file');
const UNREACHABLE = refused('download image failed');
const NO_URL = refused(
	'The provided URL does not appear to be valid. Ensure it is correctly formatted.',
);

/** Marks the simulator's own downloads, so that they are not mistaken for a client's. */
export const OWN_FETCH_HEADER = 'x-simulator-download';

export async function loadImage(
	image: string,
	options: SimulatorOptions,
	origin: string,
): Promise<Loaded> {
	if (/^data:/i.test(image)) return loadDataUri(image, options);
	if (!/^https?:\/\//i.test(image) || !URL.canParse(image)) return NO_URL;
	const url = new URL(image);
	if (options.unreachable.includes(url.hostname)) return UNREACHABLE;
	const bytes = await download(url, options, origin);
	if (bytes === undefined) return UNREACHABLE;
	if (bytes.length > MAX_FILE_BYTES) {
		return refused('Invalid image format or corrupted file: the image must not exceed 10MB.');
	}
	return checkImage(bytes, true);
}

function loadDataUri(uri: string, { pictures, maxDataUriBytes }: SimulatorOptions): Loaded {
	// Base64 is ASCII, so characters are bytes.
	if (uri.length > maxDataUriBytes) {
		return refused(`Exceeded limit on max bytes per data-uri item : ${maxDataUriBytes}`);
	}
	const comma = uri.indexOf(',');
	if (!/^data:image\/[\w.+-]+;base64$/i.test(uri.slice(0, Math.max(0, comma)))) return NO_URL;
	const text = uri.slice(comma + 1);
	const bytes = Buffer.from(text, 'base64');
	// What is no Base64 is skipped when it is read, and then missing.
	const padding = /={0,2}$/.exec(text.slice(-2))?.[0].length ?? 0;
	if (bytes.length !== (text.length / 4) * 3 - padding) return CORRUPTED;
	return checkImage(bytes, pictures === 'drawn');
}

/** Whether the real bytes are an image of a known format and whole; its size in pixels. */
function checkImage(bytes: Buffer, keep: boolean): Loaded {
	try {
		const { width, height, type: format = '', orientation = 1 } = imageSize(bytes);
		if (!FORMATS.includes(format)) return refused('image format error');
		if (!(width > 0) || !(height > 0) || isCut(bytes, format)) return CORRUPTED;
		// EXIF orientations 5–8 stand on their side.
		const seen = orientation >= 5 ? { width: height, height: width } : { width, height };
		return { ok: { format, ...seen, bytes: keep ? bytes : undefined } };
	} catch {
		return CORRUPTED;
	}
}

/** A file whose end is missing; formats without an end mark count as whole. */
function isCut(bytes: Buffer, format: string): boolean {
	const tail = bytes.subarray(-4096);
	if (format === 'png') return !tail.includes('IEND');
	if (format === 'jpg') return !tail.includes(Buffer.from([0xff, 0xd9]));
	if (format === 'webp') return bytes.readUInt32LE(4) + 8 > bytes.length;
	if (format === 'bmp') return bytes.readUInt32LE(2) > bytes.length;
	return false;
}

async function download(
	url: URL,
	{ remoteImages }: SimulatorOptions,
	origin: string,
): Promise<Buffer | undefined> {
	const fromDocument = await documentInput(url);
	if (fromDocument) return fromDocument;
	// Its own demo pictures need no way through the network.
	if (url.origin === origin && url.pathname.startsWith('/inputs/')) {
		return (await readInput(url.pathname.slice('/inputs/'.length)))?.bytes;
	}
	if (['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return await fetchFile(url);
	return remoteImages === 'demo' ? (await readInput('mug.png'))?.bytes : undefined;
}

async function fetchFile(url: URL): Promise<Buffer | undefined> {
	try {
		const headers = { [OWN_FETCH_HEADER]: '1' };
		const response = await fetch(url, {
			headers,
			signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
		});
		return response.ok ? await buffer(upTo(MAX_FILE_BYTES, response.body ?? [])) : undefined;
	} catch {
		return undefined;
	}
}

async function* upTo(most: number, chunks: AsyncIterable<Uint8Array> | Uint8Array[]) {
	let size = 0;
	for await (const chunk of chunks) {
		yield chunk;
		size += chunk.byteLength;
		if (size > most) return;
	}
}
