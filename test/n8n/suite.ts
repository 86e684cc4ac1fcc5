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

/** Starting n8n takes ten to fifteen seconds on an idle machine. */
const START_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 60_000;

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
		}, START_TIMEOUT_MS);

		afterAll(async () => {
			await environment?.close();
		}, STOP_TIMEOUT_MS);

		describeCredential(current);
		describeRuns(current);
		describeRetry(current, release);
		describeStop(current, release);
		describeExamples(current);
		describeShop(current, release.version);
		describeAgent(current);
		describeMcp(current);
		describeApproval(current, release.version);
		describeSeries(current);
		describeEditor(current, release.version);
		describeNewcomer(current, release.version);
	});
}
