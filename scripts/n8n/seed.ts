import type { N8nClient } from './client';
import { recordsIn, stringOf, type JsonRecord } from './json';
import {
	CREDENTIAL_TYPE,
	EXAMPLES,
	NODE_TYPES,
	readExample,
	withCredentials,
	type CredentialUse,
} from './workflows';

/** The key the simulator accepts unless it is told otherwise. */
export const SIMULATOR_KEY = 'sk-simulator';
/** The token the example's MCP server asks for. */
export const MCP_TOKEN = 'mcp-on-this-machine';

export function simulatorCredential(simulatorUrl: string, apiKey = SIMULATOR_KEY): JsonRecord {
	return { provider: 'custom', baseUrl: simulatorUrl, apiKey };
}

async function idsByName(client: N8nClient, path: string): Promise<Map<string, string>> {
	const entries = recordsIn(await client.call('GET', path));
	return new Map(entries.map(({ name, id }) => [String(name), String(id)]));
}

export interface WantedCredential extends Pick<CredentialUse, 'type' | 'nodeTypes'> {
	readonly name: string;
	readonly data: JsonRecord;
}

/** With it the nodes of this package reach the simulator. */
export function toSimulator(url: string): WantedCredential {
	const data = simulatorCredential(url);
	return { name: 'Qwen simulator', type: CREDENTIAL_TYPE, data, nodeTypes: NODE_TYPES };
}

/** With it OpenAI's chat model node reaches a stand-in for it. */
export function toChatModel(url: string): WantedCredential {
	const nodeTypes = ['@n8n/n8n-nodes-langchain.lmChatOpenAi'];
	const data = { apiKey: 'sk-chat', url };
	return { name: 'Chat model stand-in', type: 'openAiApi', data, nodeTypes };
}

/** Its token a client of the MCP server has to show. */
export const OF_MCP_SERVER: WantedCredential = {
	...{ name: 'Token of the MCP server', type: 'httpBearerAuth', data: { token: MCP_TOKEN } },
	nodeTypes: ['@n8n/n8n-nodes-langchain.mcpTrigger'],
};

/** Makes a credential, or gives the one of this name, of an earlier start, new content. */
export async function seedCredential(
	client: N8nClient,
	{ name, type, data, nodeTypes }: WantedCredential,
): Promise<CredentialUse> {
	const known = (await idsByName(client, '/credentials')).get(name);
	if (known !== undefined) {
		await client.call('PATCH', `/credentials/${known}`, { name, type, data });
	}
	const id = known ?? (await client.createCredential(name, type, data));
	return { type, nodeTypes, reference: { id, name } };
}

/**
 * Imports all workflows of `examples/` with the credentials in their nodes. One that is there already, by its name, is
 * left as its user made it.
 */
export async function seedExamples(client: N8nClient, credentials: readonly CredentialUse[]) {
	const known = await idsByName(client, '/workflows');
	const imported: Array<{ name: string; n8nId: string }> = [];
	for (const example of EXAMPLES) {
		const workflow = readExample(example);
		const name = stringOf(workflow.name, 'workflow name');
		const prepared = withCredentials(workflow, credentials);
		imported.push({ name, n8nId: known.get(name) ?? (await client.createWorkflow(prepared)) });
	}
	return imported;
}
