import { startSimulator, type Simulator } from '../simulator';
import { startChatModel, type ChatModel } from './chatModel';
import type { Execution, NodeItem } from '../../scripts/n8n/client';
import { startInstance, type N8nInstance } from '../../scripts/n8n/instance';
import type { JsonRecord } from '../../scripts/n8n/json';
import {
	seedChatModelCredential,
	seedMcpCredential,
	seedSimulatorCredential,
} from '../../scripts/n8n/seed';
import type { N8nRelease } from '../../scripts/n8n/versions';
import { triggerOf, withCredentials, type CredentialReference } from '../../scripts/n8n/workflows';

const RUN_TIMEOUT_MS = 90_000;

/** A real n8n with the packed node, the simulator, and the credential that leads from one to the other. */
export interface Environment {
	readonly n8n: N8nInstance;
	readonly simulator: Simulator;
	readonly chatModel: ChatModel;
	readonly credential: CredentialReference;
	/** Imports a workflow; returns n8n's id. */
	add(workflow: JsonRecord): Promise<string>;
	/** Imports a workflow and runs it to its end. */
	run(workflow: JsonRecord): Promise<Execution>;
	close(): Promise<void>;
}

/** Starts everything one n8n release is tested with. */
export async function startEnvironment(
	release: N8nRelease,
	environment: Readonly<Record<string, string>> = {},
): Promise<Environment> {
	const simulator = await startSimulator();
	const chatModel = await startChatModel();
	const closeServers = async (): Promise<void> => {
		await simulator.close();
		await chatModel.close();
	};
	try {
		const n8n = await startInstance({ release, environment });
		const simulated = await seedSimulatorCredential(n8n.client, simulator.url);
		const chat = await seedChatModelCredential(n8n.client, chatModel.url);
		const mcp = await seedMcpCredential(n8n.client);
		const add = async (workflow: JsonRecord): Promise<string> =>
			await n8n.client.createWorkflow(withCredentials(workflow, [simulated, chat, mcp]));
		return {
			n8n,
			simulator,
			chatModel,
			credential: simulated.reference,
			add,
			run: async (workflow) => {
				const id = await add(workflow);
				return await n8n.client.runWorkflow(id, triggerOf(workflow), RUN_TIMEOUT_MS);
			},
			close: async () => {
				await n8n.close();
				await closeServers();
			},
		};
	} catch (error) {
		await closeServers();
		throw error;
	}
}

/** The items a node put out, of all its runs, at one of its outputs. */
export function itemsAt(execution: Execution, node: string, output = 0): NodeItem[] {
	const runs = execution.runs[node];
	if (!runs) {
		const ran = Object.keys(execution.runs).join(', ');
		const reason = JSON.stringify(execution.error ?? {}).slice(0, 2_000);
		throw new Error(`"${node}" did not run; what ran: ${ran}. ${reason}`);
	}
	return runs.flatMap((run) => [...(run.outputs[output] ?? [])]);
}
