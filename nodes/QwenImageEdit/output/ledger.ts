import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { LIMITS } from '../catalogue/limits';
import { Failure, FAILURE_KINDS } from '../failure';
import { type ImageSource, isBinaryData } from '../input/imageSource';
import type { ItemRequest } from '../input/itemRequest';
import { get, isRecord, list, positiveInteger, textOf } from '../wire/json';
import { nameSource, resultFileName } from './fileName';
import type { ItemResult, ResultImage } from './result';

/** Where the ledger stands in the node's own data; a new form gets a new name, so that an old one is ignored. */
const NAME = 'qwenImageEditLedger1';

/** The service's words are kept up to so many bytes: an entry is to take no more than 500 for each image that was asked for. */
const WORDS_BYTES = 200;

/** What the ledger knows of a request. */
export type Entry =
	/** It is paid, and this came of it. */
	| { result: ItemResult }
	/** It may be paid although nothing came of it. */
	| { uncertain: Failure }
	/** It was paid, but links have ended since. */
	| { ended: true };

/** An item whose request is paid, with its images, or may be, without. */
export interface Told {
	item: number;
	images?: ResultImage[];
}

/**
 * What this node has paid for in this execution and not yet handed over. It stands in the node's own data (`getContext`), which
 * n8n saves with a failed execution and gives back to Retry On Fail and to Retry of the execution, and to nobody else. It names
 * each request by a hash and holds what came of it: no key, no prompt, and bytes only where n8n keeps files in its own data.
 */
export class Ledger {
	/**
	 * @param data the node's own data
	 * @param pass of a loop: its passes share the data, while tries and retries of a pass have the same number
	 */
	constructor(
		private readonly data: IDataObject,
		private readonly pass: number,
	) {
		if (get(data[NAME], 'pass') !== pass) delete data[NAME];
	}

	/** Whether nothing is paid that was not handed over. */
	get isEmpty(): boolean {
		return this.data[NAME] === undefined;
	}

	/** What is known of a request; whatever does not fit, since somebody edited it, is not known. @param now epoch ms */
	find(key: string, request: ItemRequest, now: number): Entry | undefined {
		return entryOf(get(this.data[NAME], 'entries', key), request, now);
	}

	/** Keeps what came of an item's request, if it is paid or may be. */
	keep(key: string, item: number, ending: ItemResult | Failure): void {
		const came = ending instanceof Failure ? uncertainOf(ending) : paidOf(ending);
		if (!came) return;
		const entry = { item, ...came };
		const ledger = this.data[NAME];
		const entries = get(ledger, 'entries');
		if (isRecord(ledger) && isRecord(entries)) {
			entries[key] = entry;
			delete ledger.told;
		} else this.data[NAME] = { pass: this.pass, entries: { [key]: entry } };
	}

	/** Everything that is paid, or may be, and not handed over, in the order of the items; nothing more once it is told. */
	tell(): Told[] {
		const ledger = this.data[NAME];
		const entries = get(ledger, 'entries');
		if (!isRecord(ledger) || !isRecord(entries) || ledger.told === true) return [];
		ledger.told = true;
		return Object.values(entries)
			.flatMap((entry) => toldOf(entry) ?? [])
			.sort((one, other) => one.item - other.item);
	}

	/** Everything is handed over: the next request is a new order. */
	clear(): void {
		delete this.data[NAME];
	}
}

/** Names exactly this request of this item: if anything that is sent differs, the name differs. */
export function requestKey(itemIndex: number, request: ItemRequest): string {
	const hash = createHash('sha256');
	hash.update(JSON.stringify([itemIndex, request.model, request.prompt, request.generation]));
	for (const image of request.images) hash.update(`\n${image.kind}:`).update(identityOf(image));
	return hash.digest('base64url');
}

function identityOf(image: ImageSource): string {
	if (image.kind === 'url') return image.url;
	if (image.kind === 'base64') return image.data;
	return image.binary.id ?? image.binary.data;
}

function paidOf({ images, requested, requestId, seed, missing }: ItemResult): IDataObject {
	const words = [...new Set(missing.map(beginning))].slice(
		0,
		Math.max(0, requested - images.length),
	);
	return {
		seed,
		requestId,
		missing: words,
		images: images.map(({ file, ...image }) => ({
			...image,
			// Its name may hold words of the prompt.
			...(file && { file: { ...file, fileName: undefined } }),
		})),
	};
}

/** Only what may be billed is kept: anything else may be sent again. */
function uncertainOf(failure: Failure): IDataObject | undefined {
	if (!failure.mayBeBilled) return undefined;
	const { kind, message, description, requestId } = failure;
	return { kind, message, description: beginning(description), requestId };
}

/** As much of a text as may be kept. */
function beginning(text: string): string {
	const size = (part: string) => Buffer.byteLength(JSON.stringify(part));
	if (size(text) <= WORDS_BYTES) return text;
	let kept = text.slice(0, WORDS_BYTES);
	while (size(`${kept}…`) > WORDS_BYTES) kept = kept.slice(0, -1);
	return `${kept}…`;
}

function entryOf(value: unknown, request: ItemRequest, now: number): Entry | undefined {
	if (!isRecord(value)) return undefined;
	const requestId = textOf(value.requestId);
	const message = textOf(value.message);
	if (message !== undefined) {
		const kind = FAILURE_KINDS.find((each) => each === value.kind) ?? 'answer';
		const description = textOf(value.description) ?? '';
		return {
			uncertain: new Failure({ kind, message, description, requestId, mayBeBilled: true }),
		};
	}
	const listed = list(value.images);
	const images = listed.flatMap((image) => imageOf(image) ?? []);
	const { seed } = value;
	const isSeed = typeof seed === 'number' && Number.isInteger(seed) && seed >= 0;
	if (!isSeed || seed > LIMITS.maxSeed) return undefined;
	if (images.length === 0 || images.length < listed.length) return undefined;
	if (images.some(({ url, expiresAt }) => url && !(Date.parse(String(expiresAt)) > now))) {
		return { ended: true };
	}
	const { model, generation } = request;
	images.forEach(({ file }, at) => {
		if (file)
			file.fileName = resultFileName(
				nameSource(request),
				at,
				images.length,
				file.fileExtension ?? 'png',
			);
	});
	const missing = list(value.missing).flatMap((text) => textOf(text) ?? []);
	return { result: { images, requested: generation.n, model, seed, requestId, missing } };
}

function toldOf(entry: unknown): Told | undefined {
	const item = get(entry, 'item');
	if (typeof item !== 'number') return undefined;
	if (get(entry, 'images') === undefined) return { item };
	return { item, images: list(get(entry, 'images')).flatMap((image) => imageOf(image) ?? []) };
}

function imageOf(value: unknown): ResultImage | undefined {
	const url = textOf(get(value, 'url'));
	const file = get(value, 'file');
	const pixels = {
		width: positiveInteger(get(value, 'width')),
		height: positiveInteger(get(value, 'height')),
	};
	// The same that an answer of the service has to be.
	if (url !== undefined && /^https?:\/\/\S+$/i.test(url)) {
		return { url, expiresAt: textOf(get(value, 'expiresAt')), ...pixels };
	}
	return isBinaryData(file) ? { file: { ...file }, ...pixels } : undefined;
}
