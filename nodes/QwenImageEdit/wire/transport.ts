import { createHash } from 'crypto';

import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { generationUrl, type NoAddress } from '../catalogue/providers';
import { Failure, inputFailure } from '../failure';
import { BodyPool } from './bodyPool';
import type { ByteStream } from '../images/byteStream';
import type { FetchedImage, ImageAccess } from '../input/imageSource';
import { record } from '../input/values';
import { isRecord } from './json';
import { connectionFailure, noAnswerInTime } from './connection';
import type { HttpAnswer } from './answerFailure';
import { wait } from '../line/wait';

const CREDENTIAL = 'qwenImageEditApi';

/** Memory for request bodies, of all executions of the process. */
const BODIES = new BodyPool();

/** Idle time after which a download of an image is given up, in ms. */
const DOWNLOAD_IDLE_MS = 60_000;

/**
 * The only caller of n8n's HTTP helpers, which bring the instance's proxy, TLS and SSRF settings. The API key goes out with
 * `post` alone.
 */
export class Transport implements ImageAccess {
	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly url: string,
		private readonly credentials: ICredentialsDecrypted,
	) {}

	/**
	 * Reads the credential once for the whole batch: n8n would read and decrypt it for every request. To be closed at the end.
	 *
	 * @returns a failure where the credential names no usable address
	 * @throws what n8n throws where there is no credential
	 */
	static async open(context: IExecuteFunctions): Promise<Transport | Failure> {
		const data = await context.getCredentials(CREDENTIAL);
		const endpoint = generationUrl(data);
		if ('lacks' in endpoint) return noAddress(endpoint.lacks);
		BODIES.enter();
		return new Transport(context, endpoint.url, decrypted(context, data));
	}

	/** The execution sends nothing more. */
	close(): void {
		BODIES.leave();
	}

	/** Memory for a body given to `post`. */
	body(bytes: number): Buffer {
		return BODIES.take(bytes);
	}

	/** A name for the account, by which executions find the line they share: a hash of address and key, which reveals neither. */
	get account(): string {
		return hashed(`${this.url}\n${keyOf(this.credentials)}`);
	}

	/** Text with the API key taken out, for messages that carry words of the service. */
	redact(text: string): string {
		const key = keyOf(this.credentials);
		return key.length < 4 ? text : text.split(key).join('***');
	}

	/** Aborted by n8n's Stop button. */
	get signal(): AbortSignal | undefined {
		return this.context.getExecutionCancelSignal();
	}

	/**
	 * POSTs a generation request and gives back whatever was answered, of any status, or the failure where nothing was.
	 * Redirects are not followed: the key belongs to this address only, and a POST must not turn into a GET.
	 * The body is used up.
	 *
	 * @param timeoutMs until the whole answer is there; n8n's own time limit only counts idle time
	 */
	async post(body: Buffer, timeoutMs: number): Promise<HttpAnswer | Failure> {
		const sent = this.send({
			method: 'POST',
			url: this.url,
			// A Buffer without a content type would go out as a form.
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body,
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			// Also keeps n8n from sending a request twice after a 401.
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			// Later than the node's own time limit, which knows how to say it.
			timeout: timeoutMs + 1000,
		});
		const inTime = await wait(timeoutMs, this.signal, sent);
		if (!inTime) return this.signal?.aborted ? stopped() : noAnswerInTime(timeoutMs);
		const answer = await sent;
		// Whoever answers otherwise, or not at all, may not have taken the whole body, and it may still be on its way.
		if (!(answer instanceof Failure) && answer.status === 200) BODIES.giveBack(body);
		return answer;
	}

	async openFile(id: string): Promise<ByteStream> {
		return await this.context.helpers.getBinaryStream(id, FILE_CHUNK_BYTES);
	}

	async fileSize(id: string): Promise<number> {
		return (await this.context.helpers.getBinaryMetadata(id)).fileSize;
	}

	/**
	 * GETs a public address as a stream, without credentials.
	 *
	 * @throws what n8n's helper throws, also after n8n's Stop button
	 */
	async fetch(url: string, options: { maxBytes?: number } = {}): Promise<FetchedImage> {
		const headers: IDataObject = { accept: 'image/*,*/*;q=0.5' };
		if (options.maxBytes !== undefined) headers.range = `bytes=0-${options.maxBytes - 1}`;
		const response: unknown = await this.context.helpers.httpRequest({
			method: 'GET',
			url,
			headers,
			encoding: 'stream',
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			timeout: DOWNLOAD_IDLE_MS,
			abortSignal: this.signal,
		});
		const answered = fullResponse(response);
		return { ...answered, body: byteStream(answered.body) };
	}

	private async send(options: IHttpRequestOptions): Promise<HttpAnswer | Failure> {
		const outcome: unknown = await this.context.helpers.httpRequestWithAuthentication
			.call(this.context, CREDENTIAL, options, { credentialsDecrypted: this.credentials })
			.then(
				(response: unknown) => response,
				(error: unknown) => (this.signal?.aborted ? stopped() : connectionFailure(error)),
			);
		if (outcome instanceof Failure) return outcome;
		return { ...fullResponse(outcome), receivedAt: Date.now() };
	}
}

/** The credential as n8n's helper takes it. */
function decrypted(
	context: IExecuteFunctions,
	data: ICredentialDataDecryptedObject,
): ICredentialsDecrypted {
	const details = context.getNode().credentials?.[CREDENTIAL];
	return { id: details?.id ?? '', name: details?.name ?? '', type: CREDENTIAL, data };
}

function hashed(text: string): string {
	return createHash('sha256').update(text).digest('base64');
}

function keyOf({ data }: ICredentialsDecrypted): string {
	const key = data?.apiKey;
	return typeof key === 'string' ? key.trim() : '';
}

/** Small reads keep the memory of many files at once small. */
const FILE_CHUNK_BYTES = 64 * 1024;

function stopped(): Failure {
	return new Failure({
		kind: 'stopped',
		message: 'The execution was stopped before the request was answered',
		description: 'The image may have been billed, although the node did not wait for it.',
		mayBeBilled: true,
	});
}

/** What n8n's helper gives with `returnFullResponse`, with the headers' names in lower case. */
function fullResponse(response: unknown): Omit<FetchedImage, 'body'> & { body: unknown } {
	const { statusCode, headers, body } = record(response);
	const named = Object.entries(record(headers)).map(([name, value]) => [
		name.toLowerCase(),
		String(value),
	]);
	return { status: Number(statusCode), headers: Object.fromEntries(named), body };
}

function byteStream(body: unknown): ByteStream {
	if (isByteStream(body)) return body;
	return { async *[Symbol.asyncIterator]() {}, destroy() {} };
}

function isByteStream(body: unknown): body is ByteStream {
	return isRecord(body) && Symbol.asyncIterator in body;
}

const NO_ADDRESS: Record<NoAddress, readonly [message: string, description: string]> = {
	provider: [
		'The credential does not contain a known provider',
		'Choose the provider in the credential. It may have been saved by a newer version of this node.',
	],
	baseUrl: [
		'The credential has no usable base URL',
		'Enter the address of the gateway in the credential, such as https://gateway.example.com.',
	],
	workspaceId: [
		'The credential has no usable Workspace ID',
		'Enter the ID of your workspace in the credential: letters, digits and hyphens, as Alibaba Model Studio shows it.',
	],
};

function noAddress(lacks: NoAddress): Failure {
	return inputFailure(lacks, ...NO_ADDRESS[lacks]);
}
