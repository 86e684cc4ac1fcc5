import { existsSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import { type INodeType, VersionedNodeType } from 'n8n-workflow';
import { cacheFolder } from '../../../scripts/n8n/cache';
import { CURRENT_N8N } from '../../../scripts/n8n/versions';

/** Packages of which an engine may hold only one copy, since it compares their classes. */
const SHARED = ['n8n-workflow', 'n8n-core', '@n8n/di'];

/** Reads calendars, which nothing here does; npm leaves out what it needs. */
const CALENDAR = 'ts-ics';

/** Where the n8n that `npm run test:n8n` installs keeps its own nodes; they cannot be installed alone. */
function nodesFolder(): string {
	return join(cacheFolder(), `n8n-${CURRENT_N8N.version}`, 'node_modules', 'n8n-nodes-base');
}

export function hasOwnNodes(): boolean {
	// Written when all of it is there.
	return existsSync(join(nodesFolder(), '../../complete.json'));
}

let loaded: ReturnType<typeof readOwnNodes> | undefined;

/** n8n's own nodes that a user would build the same workflow from, to be run by the engine of this process. */
export function loadOwnNodes() {
	return (loaded ??= readOwnNodes());
}

function readOwnNodes() {
	const folder = nodesFolder();
	useOwnCopies(folder);
	const load = createRequire(join(folder, 'package.json'));
	const node = (path: string, name: string): INodeType => {
		const types = load(`./dist/nodes/${path}.node.js`) as Record<string, new () => unknown>;
		const Type = types[name];
		const type = Type && new Type();
		return type instanceof VersionedNodeType ? type.getNodeType() : (type as INodeType);
	};
	return {
		httpRequest: node('HttpRequest/HttpRequest', 'HttpRequest'),
		extractFromFile: node('Files/ExtractFromFile/ExtractFromFile', 'ExtractFromFile'),
		loopOverItems: node('SplitInBatches/SplitInBatches', 'SplitInBatches'),
	};
}

type Resolve = (request: string, parent?: { filename?: string }, ...more: unknown[]) => string;

/** Lets modules below a folder find the shared packages where this repository has them. */
function useOwnCopies(folder: string): void {
	const resolve = Reflect.get(Module, '_resolveFilename') as Resolve;
	const redirected: Resolve = (request, parent, ...more) => {
		if (request === CALENDAR) return 'util';
		const shared = SHARED.some((name) => request === name || request.startsWith(`${name}/`));
		const here = shared && parent?.filename?.startsWith(folder);
		return resolve.call(Module, request, here ? module : parent, ...more);
	};
	Reflect.set(Module, '_resolveFilename', redirected);
}
