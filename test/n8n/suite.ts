import type { N8nRelease } from '../../scripts/n8n/versions';
import { describeAgent } from './cases/agent';
import { describeApproval } from './cases/approval';
import { describeCredential } from './cases/credential';
import { describeEditor } from './cases/editor';
import { describeExamples } from './cases/examples';
import { describeMcp } from './cases/mcp';
import { describeNewcomer } from './cases/newcomer';
import { describeRetry } from './cases/retry';
import { describeRuns } from './cases/runs';
import { describeSeries } from './cases/series';
import { describeShop } from './cases/shop';
import { describeStop } from './cases/stop';
import { startEnvironment, type Environment } from './environment';

/** Everything that is tried on one n8n release, on one server. */
export function describeN8n(release: N8nRelease): void {
	describe(`n8n ${release.version}`, () => {
		let environment: Environment | undefined;
		const current = (): Environment => {
			if (!environment) throw new Error('n8n was not started');
			return environment;
		};

		beforeAll(async () => {
			environment = await startEnvironment(release);
		});

		afterAll(async () => await environment?.close());
		beforeEach(() => current().simulator.reset());

		describeCredential(current);
		describeRuns(current);
		describeRetry(current, release);
		describeStop(current, release);
		describeExamples(current);
		describeShop(current);
		describeAgent(current);
		describeMcp(current);
		describeApproval(current);
		describeSeries(current);
		describeEditor(current);
		describeNewcomer(current, release);
	});
}
