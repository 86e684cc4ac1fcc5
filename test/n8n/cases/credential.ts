import { simulatorCredential, SIMULATOR_KEY } from '../../../scripts/n8n/seed';
import { CREDENTIAL_TYPE } from '../../../scripts/n8n/workflows';
import type { Environment } from '../environment';

/** The button that tests a credential. */
export function describeCredential(current: () => Environment): void {
	describe('credential test', () => {
		async function test(key: string, path = ''): Promise<unknown> {
			const { simulator, credential, client } = current();
			const data = simulatorCredential(`${simulator.url}${path}`, key);
			return await client.testCredential(credential.reference, CREDENTIAL_TYPE, data);
		}

		it('is green for a key the service knows', async () => {
			expect(await test(SIMULATOR_KEY)).toMatchObject({ status: 'OK' });
		});

		it.each(['/', '/v1', '/v1/'])('is green with "%s" behind the base URL', async (path) => {
			expect(await test(SIMULATOR_KEY, path)).toMatchObject({ status: 'OK' });
		});

		it('is red for a key the service does not know', async () => {
			expect(await test('sk-wrong')).toMatchObject({ status: 'Error' });
		});
	});
}
