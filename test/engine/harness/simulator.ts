import type { QwenCredential } from './run';

/** The key the simulator accepts unless told otherwise. */
export const SIMULATOR_KEY = 'sk-simulator';

/** What a user enters in the credential to reach a simulator. */
export function simulatorCredentials(
	simulator: { url: string },
	apiKey: string = SIMULATOR_KEY,
): QwenCredential {
	return { provider: 'custom', baseUrl: simulator.url, apiKey };
}
