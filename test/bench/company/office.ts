import { startInstance } from '../../../scripts/n8n/instance';
import type { N8nClient } from '../../../scripts/n8n/client';
import { seedSimulatorCredential } from '../../../scripts/n8n/seed';
import { CURRENT_N8N } from '../../../scripts/n8n/versions';
import type { CredentialUse } from '../../../scripts/n8n/workflows';
import { startCluster } from '../../queue/cluster';
import { type Simulator, startSimulator } from '../../simulator';
import type { Case } from './cases';

/** An n8n that runs, and the service its workflows ask. */
export interface Office {
	readonly client: N8nClient;
	readonly simulator: Simulator;
	readonly credential: CredentialUse;
	/** The process of n8n, where it is one. */
	readonly pid?: number;
	close(): Promise<void>;
}

/** Starts an n8n with the packed node: alone, or in queue mode with two workers. */
export async function openOffice(mode: Case['mode']): Promise<Office> {
	if (mode === 'queue') return await startCluster();
	const simulator = await startSimulator({ pictures: 'blank', recordBodies: false });
	try {
		const { server, client, close } = await startInstance({ release: CURRENT_N8N });
		return {
			simulator,
			client,
			credential: await seedSimulatorCredential(client, simulator.url),
			pid: server.pid,
			close: async () => {
				await close();
				await simulator.close();
			},
		};
	} catch (error) {
		await simulator.close();
		throw error;
	}
}
