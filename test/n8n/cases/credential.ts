import { simulatorCredential, SIMULATOR_KEY } from '../../../scripts/n8n/seed';
import { CREDENTIAL_TYPE } from '../../../scripts/n8n/workflows';
import type { Environment } from '../environment';

/** The button behind "Save" in the credential's window: n8n runs the credential's test request. */
export function describeCredential(current: () => Environment): void {
	it.each([
		['OK', SIMULATOR_KEY, '/v1/'],
		['Error', 'sk-wrong', ''],
	])('the credential test says %s for the key %s', async (status, key, path) => {
		const { simulator, credential, client } = current();
		const data = simulatorCredential(`${simulator.url}${path}`, key);
		const credentials = { ...credential.reference, type: CREDENTIAL_TYPE, data };
		const answer = await client.call('POST', '/credentials/test', { credentials });
		expect(answer).toMatchObject({ status });
	});
}
