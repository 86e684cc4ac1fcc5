import { join, parse } from 'node:path';
import sharp from 'sharp';
import { encodeBmp } from './bmp';

export interface DemoInput {
	/** File name with the extension it is best shown in; any other supported extension works too. */
	file: string;
	title: string;
}

/** All demo pictures; each is an SVG file of that name beside this one. */
export const DEMO_INPUTS: readonly DemoInput[] = [
	{ file: 'depth-map.webp', title: 'a depth map of a bicycle on a forest path' },
	{ file: 'person.png', title: 'a young woman' },
	{ file: 'dress.png', title: 'a black dress' },
	{ file: 'pose.png', title: 'a sitting pose' },
	{ file: 'wave.jpg', title: 'a woodblock-style wave' },
	{ file: 'mug.jpg', title: 'a red mug' },
	{ file: 'shoe.jpg', title: 'a running shoe' },
	{ file: 'bag.jpg', title: 'a leather bag' },
	{ file: 'lamp.png', title: 'a table lamp' },
	{ file: 'watch.png', title: 'a wrist watch' },
];

const NAMES = new Set(DEMO_INPUTS.map(({ file }) => parse(file).name));

/** The document's own example addresses, and the demo pictures that stand for what is behind them. */
const DOCUMENT_HOST = 'help-static-aliyun-doc.aliyuncs.com';
const DOCUMENT_FILES: Readonly<Record<string, string>> = {
	'image36.webp': 'depth-map.webp',
	'input1.png': 'person.png',
	'input2.png': 'dress.png',
	'input3.png': 'pose.png',
};

const files = new Map<string, Promise<Buffer>>();

const EXTENSIONS = ['png', 'jpg', 'webp', 'gif', 'tiff', 'bmp'] as const;

/** A demo picture by file name; the extension says the format. Undefined where there is no such picture. Drawn once, then kept. */
export async function readInput(file: string) {
	const { name, ext } = parse(file);
	const extension = EXTENSIONS.find((each) => ext === `.${each}`);
	const type = extension === 'jpg' ? 'jpeg' : extension;
	if (!type || !NAMES.has(name)) return undefined;
	const image = sharp(join(__dirname, `${name}.svg`)).flatten({ background: '#ffffff' });
	const drawn =
		files.get(file) ?? (type === 'bmp' ? encodeBmp(image) : image.toFormat(type).toBuffer());
	files.set(file, drawn);
	return { contentType: `image/${type}`, bytes: await drawn };
}

/** The file behind one of the document's example addresses; undefined for every other address. */
export async function documentInput(url: URL): Promise<Buffer | undefined> {
	if (url.hostname !== DOCUMENT_HOST) return undefined;
	const file = DOCUMENT_FILES[url.pathname.slice(url.pathname.lastIndexOf('/') + 1)];
	return file === undefined ? undefined : (await readInput(file))?.bytes;
}
