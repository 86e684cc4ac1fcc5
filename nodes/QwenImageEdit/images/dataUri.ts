import { base64Length } from './base64Writer';

/** What stands before the Base64 of an image inside a request. */
export function dataUriPrefix(mimeType: string): string {
	return `data:${mimeType};base64,`;
}

/** Length of an image as a data URI, in bytes. */
export function dataUriBytes(image: { mimeType: string; bytes: number }): number {
	return dataUriPrefix(image.mimeType).length + base64Length(image.bytes);
}
