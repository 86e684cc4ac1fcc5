import type { InspectedImage } from './content';
import { dataUriBytes } from '../images/dataUri';
import { megabytes } from './imageFailures';
import { DATA_URI_BYTES, RECOMMENDED_SIDE } from '../catalogue/imageLimits';

/** Base64 makes four bytes of three. */
const BASE64_SHARE = 3 / 4;

/**
 * What a user should know about an image that is sent inside the request although nothing forbids it; plain text.
 * @param label how the image is called at the start of a sentence
 * @param maxUriBytes most bytes Alibaba takes as one data URI
 */
export function hintsFor(
	image: Pick<InspectedImage, 'width' | 'height' | 'bytes' | 'mimeType'>,
	label: string,
	maxUriBytes: number = DATA_URI_BYTES,
): string[] {
	const { width, height } = image;
	const hints: string[] = [];
	if (isOutsideRecommended(width) || isOutsideRecommended(height)) {
		hints.push(
			`${label} is ${width} × ${height} pixels. Results are best with ${RECOMMENDED_SIDE.min} to ${RECOMMENDED_SIDE.max} pixels a side.`,
		);
	}
	if (dataUriBytes(image) > maxUriBytes) {
		hints.push(
			`${label} is ${megabytes(image.bytes)}; Alibaba takes at most about ${megabytes(maxUriBytes * BASE64_SHARE)} inside a request. If the service refuses it, make it smaller or use its URL.`,
		);
	}
	return hints;
}

function isOutsideRecommended(side: number): boolean {
	return side < RECOMMENDED_SIDE.min || side > RECOMMENDED_SIDE.max;
}
