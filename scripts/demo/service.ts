import { DEFAULT_PROVIDER, providerOf } from '../../nodes/QwenImageEdit/catalogue/providers';
import type { QwenCredential } from '../../test/engine/harness/run';
import { simulatorCredentials } from '../../test/engine/harness/simulator';
import { startSimulator } from '../../test/simulator';

/** Who makes the pictures. */
export interface Service {
	/** As the page names it. */
	name: string;
	simulated: boolean;
	credentials: QwenCredential;
	close(): Promise<void>;
}

/** The service simulated on this machine: free, and drawn pictures instead of edited ones. */
export async function simulatedService(): Promise<Service> {
	const simulator = await startSimulator();
	return {
		name: 'Simulator',
		simulated: true,
		credentials: simulatorCredentials(simulator),
		close: async () => await simulator.close(),
	};
}

/** The real service, or any gateway of its kind by base URL. */
export function realService(apiKey: string, baseUrl: string | undefined): Service {
	return {
		name: baseUrl ? new URL(baseUrl).host : (providerOf(DEFAULT_PROVIDER)?.name ?? ''),
		simulated: false,
		credentials: baseUrl
			? { provider: 'custom', apiKey, baseUrl }
			: { provider: DEFAULT_PROVIDER, apiKey },
		close: async () => {},
	};
}
