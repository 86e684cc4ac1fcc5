import './environment';
import 'reflect-metadata';
import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';
import { extname } from 'node:path';

/** Where n8n keeps files: on disk with an id, or inside the item as Base64 without one. */
export type BinaryStore = 'filesystem' | 'default';

/**
 * Chooses the store for everything that follows in this process. Without it n8n-core silently keeps all data inline.
 */
export async function useBinaryStore(store: BinaryStore): Promise<void> {
	Container.get(BinaryDataConfig).mode = store;
	await Container.get(BinaryDataService).init();
}

/** Puts bytes into n8n's store and returns what an item's `binary` field holds for them. */
export async function storeBinary(
	bytes: Buffer,
	{ fileName, mimeType }: { fileName: string; mimeType: string },
	store: BinaryStore = 'filesystem',
): Promise<IBinaryData> {
	await useBinaryStore(store);
	const fileExtension = extname(fileName).slice(1);
	const place = { type: 'execution', workflowId: 'inputs', executionId: 'inputs' } as const;
	const empty = { data: '', mimeType, fileName, fileExtension };
	return await Container.get(BinaryDataService).store(place, bytes, empty);
}

/** The bytes behind a stored file. */
export async function readBinary(binaryData: IBinaryData): Promise<Buffer> {
	return await Container.get(BinaryDataService).getAsBuffer(binaryData);
}

/** The file of an item, wherever the workflow's binary mode put it (`binary`, or `json._files`). */
export function binaryOf(item: INodeExecutionData | undefined, field: string): IBinaryData {
	const files = item?.json._files as Record<string, IBinaryData> | undefined;
	const found = item?.binary?.[field] ?? files?.[field];
	if (found === undefined) throw new UnexpectedError(`The item has no file in field "${field}"`);
	return found;
}
