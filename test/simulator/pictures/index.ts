import sharp from 'sharp';
import type { InputImage } from '../input-images';
import type { EditRequest } from '../rules';
import type { Size } from '../size';

/** One result picture: what it is to show. */
export interface PictureJob {
	edit: EditRequest;
	inputs: InputImage[];
	size: Size;
	/** The seed that was sent, or drawn for the request. */
	seed: number;
	/** Which of the request's pictures it is, from 0. */
	index: number;
}

/** Draws a result as PNG; the same job gives the same bytes. */
export async function drawPicture(job: PictureJob): Promise<Buffer> {
	const { width, height } = job.size;
	return await sharp({ create: { width, height, channels: 3, background: '#8899aa' } })
		.png()
		.toBuffer();
}
