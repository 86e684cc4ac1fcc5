import sharp from 'sharp';
import { encodeBmp } from './bmp';
import { DRAWINGS } from './drawings';
import type { DrawingName } from './drawings';

/** A demo picture that the simulator serves under `/inputs/`. */
export interface DemoInput {
	/** File name with the extension it is best shown in; any other supported extension works too. */
	file: string;
	title: string;
	width: number;
	height: number;
}

const NAMES = Object.keys(DRAWINGS).filter(isDrawingName);

/** All demo pictures. */
export const DEMO_INPUTS: readonly DemoInput[] = NAMES.map((name) => {
	const { title, width, height, extension } = DRAWINGS[name];
	return { file: `${name}.${extension}`, title, width, height };
});

/** The document's own example addresses, and the demo pictures that stand for what is behind them. */
const DOCUMENT_HOST = 'help-static-aliyun-doc.aliyuncs.com';
const DOCUMENT_FILES: Readonly<Record<string, string>> = {
	'image36.webp': 'depth-map.webp',
	'input1.png': 'person.png',
	'input2.png': 'dress.png',
	'input3.png': 'pose.png',
};

export interface DemoFile {
	bytes: Buffer;
	contentType: string;
}

const files = new Map<string, Promise<DemoFile | undefined>>();

/**
 * A demo picture by file name, e.g. `person.png`; the extension says the format: png, jpg, jpeg, webp, gif, tif, tiff, bmp.
 * Undefined where there is no such picture. Drawn once, then kept.
 */
export async function readInput(file: string): Promise<DemoFile | undefined> {
	const known = files.get(file);
	if (known) return await known;
	const dot = file.lastIndexOf('.');
	const name = file.slice(0, dot);
	if (!isDrawingName(name) || !isExtension(file.slice(dot + 1))) return undefined;
	const drawn = encode(name, file.slice(dot + 1));
	files.set(file, drawn);
	return await drawn;
}

/** The file behind one of the document's example addresses; undefined for every other address. */
export async function documentInput(url: URL): Promise<Buffer | undefined> {
	if (url.hostname !== DOCUMENT_HOST) return undefined;
	const file = DOCUMENT_FILES[url.pathname.slice(url.pathname.lastIndexOf('/') + 1)];
	return file === undefined ? undefined : (await readInput(file))?.bytes;
}

const CONTENT_TYPES = {
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	webp: 'image/webp',
	gif: 'image/gif',
	tif: 'image/tiff',
	tiff: 'image/tiff',
	bmp: 'image/bmp',
} as const;

type Extension = keyof typeof CONTENT_TYPES;

function isExtension(text: string): text is Extension {
	return Object.hasOwn(CONTENT_TYPES, text);
}

function isDrawingName(text: string): text is DrawingName {
	return Object.hasOwn(DRAWINGS, text);
}

async function encode(name: DrawingName, extension: string): Promise<DemoFile | undefined> {
	if (!isExtension(extension)) return undefined;
	const picture = sharp(Buffer.from(DRAWINGS[name].svg())).flatten({ background: '#ffffff' });
	const contentType = CONTENT_TYPES[extension];
	switch (extension) {
		case 'png':
			return { contentType, bytes: await picture.png({ compressionLevel: 9 }).toBuffer() };
		case 'jpg':
		case 'jpeg':
			return { contentType, bytes: await picture.jpeg({ quality: 88 }).toBuffer() };
		case 'webp':
			return { contentType, bytes: await picture.webp({ quality: 88 }).toBuffer() };
		case 'gif':
			return { contentType, bytes: await picture.gif().toBuffer() };
		case 'tif':
		case 'tiff':
			return { contentType, bytes: await picture.tiff({ compression: 'lzw' }).toBuffer() };
		case 'bmp': {
			const raw = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
			return { contentType, bytes: encodeBmp(raw.data, raw.info.width, raw.info.height) };
		}
	}
}
