import axios from 'axios';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentInput } from '../../test/simulator/inputs';
import type { Picture } from './outcome';

/** The document's pictures are small; who does not answer within this time (ms) is shown by address. */
const TIMEOUT_MS = 20_000;

/**
 * Puts an input picture beside the page: what the simulator takes for it, or what is behind the address. A picture that
 * cannot be fetched is shown by its address.
 *
 * @param file file name without extension
 */
export async function saveInput(
	url: string,
	folder: string,
	file: string,
	simulated: boolean,
): Promise<Picture> {
	const bytes = simulated ? await documentInput(new URL(url)) : await download(url);
	if (bytes === undefined) return { source: url };
	const name = `${file}${/\.\w{3,4}$/.exec(new URL(url).pathname)?.[0] ?? '.png'}`;
	writeFileSync(join(folder, name), bytes);
	return { source: name };
}

async function download(url: string): Promise<Buffer | undefined> {
	try {
		const { data } = await axios.get<ArrayBuffer>(url, {
			responseType: 'arraybuffer',
			timeout: TIMEOUT_MS,
		});
		return Buffer.from(data);
	} catch {
		return undefined;
	}
}
