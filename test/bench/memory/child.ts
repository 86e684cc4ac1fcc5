/** Measures one case in a process of its own: `child.ts CASE SIMULATOR_URL`. Needs --expose-gc. */
import '../../engine/harness/environment';
import { loadOwnNodes } from '../support/n8n-nodes';
import { measureMemory } from '../support/peak';
import { type Case, CASES, isCaseName } from './cases';

async function main(): Promise<void> {
	const [, , name = '', url = ''] = process.argv;
	if (!isCaseName(name)) throw new Error(`No case "${name}"`);
	const chosen: Case = CASES[name];
	const place = { url, ownNodes: chosen.ownNodes ? loadOwnNodes() : undefined };
	// What a server has long loaded when the batch comes is no part of the batch.
	await (
		await chosen.prepare(place, 1)
	)();
	const work = await chosen.prepare(place, chosen.items);
	const startedAt = Date.now();
	const use = await measureMemory(work);
	process.send?.({ ...use, elapsedMs: Date.now() - startedAt });
	process.disconnect();
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
