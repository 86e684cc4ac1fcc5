import type { N8nClient } from './client';
import { isRecord, stringOf, type JsonRecord } from './json';
import {
	CREDENTIAL_TYPE,
	readWorkflows,
	withCredential,
	type CredentialReference,
	type WorkflowFile,
} from './workflows';

/** The key the simulator accepts unless it is told otherwise. */
export const SIMULATOR_KEY = 'sk-simulator';
const CREDENTIAL_NAME = 'Qwen simulator';

/** An example as it stands in n8n. */
export interface ImportedWorkflow extends WorkflowFile {
	/** The workflow with the credential attached, as it was given to n8n. */
	readonly workflow: JsonRecord;
	/** n8n's id of it; its address is `/workflow/<n8nId>`. */
	readonly n8nId: string;
	readonly name: string;
}

/** What the credential holds to reach a simulator at this address. */
export function simulatorCredential(simulatorUrl: string, apiKey = SIMULATOR_KEY): JsonRecord {
	return { provider: 'custom', baseUrl: simulatorUrl, apiKey };
}

/** The entries of one of n8n's lists by their names. */
async function idsByName(client: N8nClient, path: string): Promise<Map<string, string>> {
	const list = await client.call('GET', path);
	const entries = Array.isArray(list) ? list.filter(isRecord) : [];
	return new Map(
		entries.map((entry) => [stringOf(entry.name, 'name'), stringOf(entry.id, 'id')] as const),
	);
}

/** Makes the credential that reaches the simulator, or points the one of an earlier start at its new address. */
export async function seedCredential(
	client: N8nClient,
	simulatorUrl: string,
): Promise<CredentialReference> {
	const data = simulatorCredential(simulatorUrl);
	const known = (await idsByName(client, '/credentials')).get(CREDENTIAL_NAME);
	if (known === undefined) {
		const id = await client.createCredential(CREDENTIAL_NAME, CREDENTIAL_TYPE, data);
		return { id, name: CREDENTIAL_NAME };
	}
	const body = { name: CREDENTIAL_NAME, type: CREDENTIAL_TYPE, data };
	await client.call('PATCH', `/credentials/${known}`, body);
	return { id: known, name: CREDENTIAL_NAME };
}

/**
 * Imports all workflows of `examples/` with the credential in their nodes. One that is there already, by its name, is
 * left as its user made it.
 */
export async function seedExamples(
	client: N8nClient,
	credential: CredentialReference,
): Promise<ImportedWorkflow[]> {
	const known = await idsByName(client, '/workflows');
	const imported: ImportedWorkflow[] = [];
	for (const { id, workflow } of await readWorkflows()) {
		const name = stringOf(workflow.name, 'workflow name');
		const prepared = withCredential(workflow, credential);
		const n8nId = known.get(name) ?? (await client.createWorkflow(prepared));
		imported.push({ id, workflow: prepared, n8nId, name });
	}
	return imported;
}
