import { type Failure, inputFailure, tried } from '../failure';
import { writeBase64Text } from '../images/base64Text';
import { Base64Writer } from '../images/base64Writer';
import type { ImageAbout, InspectedImage } from '../input/content';
import { dataUriBytes, dataUriPrefix } from '../images/dataUri';
import { ReadingFeed } from '../images/formats/reading';
import { cutImage, unreadableImage } from '../input/imageFailures';
import { endOf } from '../images/sniff';
import type { ByteStream } from '../images/byteStream';
import type { ImageAccess } from '../input/imageSource';
import type { BodyPart } from './requestBody';

/** An image of a request, and how messages speak of it. */
export interface BodyImage {
	image: InspectedImage;
	about: ImageAbout;
}

/** Size of the body in bytes, known before anything is read. */
export function bodyBytes(parts: readonly BodyPart[], images: readonly BodyImage[]): number {
	return parts.reduce(
		(sum, part) =>
			sum +
			('text' in part
				? Buffer.byteLength(part.text)
				: dataUriBytes(imageAt(images, part.image).image)),
		0,
	);
}

/**
 * Writes a request body into one buffer of exactly its size. Stored files are streamed into it and looked at on the way,
 * so that a cut one is noticed before it is sent.
 * @param allocate gives a buffer of so many bytes, whatever is in it
 * @throws Failure of kind `input` when a file cannot be read, has changed its size since it was looked at, or is cut
 */
export async function buildBody(
	parts: readonly BodyPart[],
	images: readonly BodyImage[],
	access: Pick<ImageAccess, 'openFile'>,
	allocate: (bytes: number) => Buffer = Buffer.allocUnsafe,
): Promise<Buffer> {
	const body = allocate(bodyBytes(parts, images));
	let offset = 0;
	for (const part of parts) {
		offset =
			'text' in part
				? offset + body.write(part.text, offset)
				: await writeImage(imageAt(images, part.image), body, offset, access);
	}
	return body;
}

async function writeImage(
	{ image, about }: BodyImage,
	body: Buffer,
	start: number,
	access: Pick<ImageAccess, 'openFile'>,
): Promise<number> {
	const offset = start + body.write(dataUriPrefix(image.mimeType), start);
	const { content } = image;
	if (content.kind === 'base64') return writeBase64Text(content.base64, body, offset);
	if (content.kind === 'chunks') {
		const writer = new Base64Writer(body, offset);
		for (const chunk of content.chunks) writer.write(chunk);
		return writer.finish();
	}
	const written = await tried(
		access.openFile(content.id).then((stream) => writeStream(stream, image, about, body, offset)),
	);
	if (!written.ok) throw unreadableImage(written.cause, about, {});
	return written.value;
}

async function writeStream(
	stream: ByteStream,
	image: InspectedImage,
	about: ImageAbout,
	body: Buffer,
	offset: number,
): Promise<number> {
	const writer = new Base64Writer(body, offset);
	const end = new ReadingFeed(endOf(image.format));
	let bytes = 0;
	for await (const chunk of stream) {
		bytes += chunk.length;
		end.push(chunk);
		writer.write(chunk);
	}
	if (bytes !== image.bytes) throw changedImage(about);
	if (end.finish() === 'cut') throw cutImage(image.format, about);
	return writer.finish();
}

function changedImage(about: ImageAbout): Failure {
	return inputFailure(
		about.field,
		`${about.label} has changed in n8n's storage since it was checked`,
		'Its size is different now. Run the workflow again.',
	);
}

function imageAt(images: readonly BodyImage[], index: number): BodyImage {
	const image = images[index];
	if (image === undefined)
		throw new RangeError(`A request body names image ${index}, which it lacks`);
	return image;
}
