import { readFileSync } from 'node:fs';
import { startEnvironment } from '../test/n8n/environment';
import { DataTables } from '../test/n8n/dataTables';
import { releaseOf } from './n8n/versions';
import { recordOf } from './n8n/json';

async function main() {
	const env = await startEnvironment(releaseOf('current'));
	try {
		const { client } = env.n8n;
		const text = readFileSync('examples/shop-catalogue.json', 'utf8');
		const tables = await DataTables.of(client);
		env.simulator.set({ latencyMs: 10_000, rate: { count: 2, windowMs: 1000 }, pictures: 'blank' });
		for (const size of [40, 10, 20, 5]) {
			const products = Array.from({ length: 20 }, (_, i) => ({ product: `P-${i}`, photo: `${env.simulator.url}/inputs/mug.png`, scenes: `a ${size} ${i}; b ${size} ${i}` }));
			await tables.remove('Shop Results');
			await tables.create('Shop Products', ['product', 'photo', 'scenes'], products);
			const id = await env.add(recordOf(JSON.parse(text.replace('"batchSize": 10', `"batchSize": ${size}`)), 'wf'));
			const before = env.simulator.edits().length;
			const t = Date.now();
			const ex = await client.runWorkflow(id, 'When clicking ‘Execute workflow’', 300_000);
			const edits = env.simulator.edits().slice(before);
			console.log('MEASURE', size, ex.status, (Date.now() - t) / 1000, 's; paid', edits.filter((e) => e.images).length, 'refused', edits.filter((e) => e.status === 429).length);
		}
	} finally { await env.close(); }
}
main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
