import { base64Source, bufferSource, checkImage } from './image-check';
import type { ImageHead } from './image-check';
import { documentInput, readInput } from './inputs';
import type { SimulatorOptions } from './options';
import { serviceRefusal } from './refusal';
import type { Refusal } from './refusal';

/** An input image that the service accepted. */
export interface InputImage extends ImageHead {
	/** The file; undefined where no picture will be drawn from it. */
	bytes?: Buffer;
}

type Loaded = { ok: InputImage } | { refusal: Refusal };

const MAX_FILE_BYTES = 10 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 5000;
/** Base64 texts up to here are checked whole, longer ones at both ends: a body may hold 40 MB of it. */
const FULL_CHECK_CHARACTERS = 1024 * 1024;

/** Marks the simulator's own downloads, so that they are not mistaken for a client's. */
export const OWN_FETCH_HEADER = 'x-simulator-download';

/**
 * Takes an image in as the service would: downloads it or decodes it, and looks at its real bytes.
 * @param origin the simulator's own address
 */
export async function loadImage(
	image: string,
	options: SimulatorOptions,
	origin: string,
): Promise<Loaded> {
	if (/^data:/i.test(image)) return loadDataUri(image, options);
	const url = parseHttpUrl(image);
	if (url === undefined) {
		return invalid(
			'The provided URL does not appear to be valid. Ensure it is correctly formatted.',
		);
	}
	if (options.unreachable.includes(url.hostname)) return unreachable();
	const bytes = await download(url, options, origin);
	return bytes === undefined ? unreachable() : accept(bytes);
}

function loadDataUri(uri: string, { pictures, maxDataUriBytes }: SimulatorOptions): Loaded {
	// Base64 is ASCII, so characters are bytes.
	if (uri.length > maxDataUriBytes) {
		return invalid(`Exceeded limit on max bytes per data-uri item : ${maxDataUriBytes}`);
	}
	const comma = uri.indexOf(',');
	if (comma < 0 || !/^data:image\/[\w.+-]+;base64$/i.test(uri.slice(0, Math.min(comma, 100)))) {
		return invalid(
			'The provided URL does not appear to be valid. Ensure it is correctly formatted.',
		);
	}
	const text = uri.slice(comma + 1);
	if (!isBase64(text)) return invalid('Invalid image format or corrupted file');
	const source = base64Source(text);
	const checked = checkImage(source);
	if ('refusal' in checked) return checked;
	if (pictures !== 'drawn') return checked;
	return { ok: { ...checked.ok, bytes: Buffer.from(text, 'base64') } };
}

function isBase64(text: string): boolean {
	if (text.length === 0 || text.length % 4 !== 0) return false;
	if (text.length <= FULL_CHECK_CHARACTERS) return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
	return (
		/^[A-Za-z0-9+/]+$/.test(text.slice(0, 4096)) && /^[A-Za-z0-9+/]+={0,2}$/.test(text.slice(-4096))
	);
}

function parseHttpUrl(text: string): URL | undefined {
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
	return new URL(text);
}

/** The file behind an address, or undefined where the service could not download it. */
async function download(
	url: URL,
	options: SimulatorOptions,
	origin: string,
): Promise<Buffer | undefined> {
	const fromDocument = await documentInput(url);
	if (fromDocument) return fromDocument;
	// Its own demo pictures need no way through the network.
	if (url.origin === origin && url.pathname.startsWith('/inputs/')) {
		return (await readInput(url.pathname.slice('/inputs/'.length)))?.bytes;
	}
	if (['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return await fetchFile(url);
	return options.remoteImages === 'demo' ? (await readInput('mug.png'))?.bytes : undefined;
}

async function fetchFile(url: URL): Promise<Buffer | undefined> {
	try {
		const response = await fetch(url, {
			headers: { [OWN_FETCH_HEADER]: '1' },
			signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
		});
		if (!response.ok || response.body === null) return undefined;
		const chunks: Uint8Array[] = [];
		let size = 0;
		for await (const chunk of response.body) {
			chunks.push(chunk);
			size += chunk.byteLength;
			if (size > MAX_FILE_BYTES) break;
		}
		return Buffer.concat(chunks);
	} catch {
		return undefined;
	}
}

function accept(bytes: Buffer): Loaded {
	if (bytes.length > MAX_FILE_BYTES) {
		return invalid('Invalid image format or corrupted file: the image must not exceed 10MB.');
	}
	const checked = checkImage(bufferSource(bytes));
	return 'refusal' in checked ? checked : { ok: { ...checked.ok, bytes } };
}

function invalid(message: string): { refusal: Refusal } {
	return { refusal: serviceRefusal(400, 'InvalidParameter', message) };
}

function unreachable(): { refusal: Refusal } {
	return { refusal: serviceRefusal(400, 'InvalidParameter', 'download image failed') };
}
