import { CHOICES, FIELDS } from '../catalogue/fields';
import { Failure, reasonOf } from '../failure';
import type { ImageAbout } from './content';

export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

/** The server answered, but not with the image. */
export function refusedFetch(status: number, url: string, about: ImageAbout): Failure {
	return new Failure({
		kind: 'imageUnreachable',
		field: about.field,
		message: `${about.label} could not be downloaded: its server answered with status ${status}`,
		description: `${REMEDY[status] ?? 'Check that the URL opens in a private browser window.'} URL: ${url}`,
		httpStatus: status,
		// Fetching costs nothing, and a busy server may answer the next time.
		repeat: mayPass(status) ? 'wait' : 'never',
	});
}

/** Whether a server that refused a download so may give it the next time. */
export function mayPass(status: number): boolean {
	return status >= 500 || status === 408 || status === 429;
}

const DOWNLOAD_FIRST = `Download the image first with an HTTP Request node, then set ${FIELDS.imageSource.label} to ${CHOICES.inputDataField}.`;

const REMEDY: Record<number, string> = {
	401: `The URL needs a login. ${DOWNLOAD_FIRST}`,
	403: `The server refuses the download, or the link has expired. ${DOWNLOAD_FIRST}`,
	404: 'There is no file at this URL. Check the URL for typos.',
	410: 'The file was removed.',
};

/** How Node names connections that may hold the next time. */
const BROKE_OFF = /ECONNRESET|EPIPE|EAI_AGAIN|ETIMEDOUT|socket hang up|aborted/i;

/** No answer, or one that broke off; `cause` is what the request threw. */
export function unreachableImage(cause: unknown, url: string, about: ImageAbout): Failure {
	const reason = reasonOf(cause);
	return new Failure({
		kind: 'imageUnreachable',
		field: about.field,
		message: `${about.label} could not be downloaded`,
		description: `Check that the URL opens from the machine n8n runs on. URL: ${url}${reason === '' ? '' : ` What happened: ${reason}`}`,
		repeat: BROKE_OFF.test(reason) ? 'wait' : 'never',
	});
}
