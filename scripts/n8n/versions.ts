/** One n8n release the package is tried on, and how it is put on a machine that has only npm. */
export interface N8nRelease {
	readonly version: string;
	/** The exact version of Node it runs on, taken from the npm package `node` where the machine has another major. */
	readonly node: string;
	readonly dependencies?: Readonly<Record<string, string>>;
	/** Added to the package.json of the folder n8n is installed into. */
	readonly overrides?: Readonly<Record<string, string>>;
	readonly installArguments?: readonly string[];
	/**
	 * Native packages n8n starts with. They are built where what they bring does not load; all other install scripts are
	 * skipped, since some of them abort the install.
	 */
	readonly nativePackages: readonly string[];
	readonly environment?: Readonly<Record<string, string>>;
}

/** The environment variable with which `npm run n8n:newer` puts another version in the place of the newest. */
export const VERSION_TO_TRY = 'N8N_VERSION_TO_TRY';

/** The newest n8n this package is tried on; `npm start` runs it. */
export const CURRENT_N8N: N8nRelease = {
	version: process.env[VERSION_TO_TRY] || '2.41.1',
	node: '24.21.0',
	// Extract from File needs it as a peer of a peer, which --legacy-peer-deps leaves out.
	dependencies: { 'date-fns': '2.30.0' },
	installArguments: ['--legacy-peer-deps'],
	nativePackages: ['sqlite3', 'isolated-vm'],
	environment: {
		N8N_DISABLED_MODULES: 'mcp-registry,insights,instance-ai,chat-hub,mcp,agents',
	},
};

/** The newest n8n that runs on Node 20. */
export const OLDEST_N8N: N8nRelease = {
	version: '2.8.4',
	node: '20.20.2',
	// n8n takes xlsx from that project's own download host, which many networks do not reach.
	overrides: { xlsx: '0.18.5' },
	nativePackages: ['sqlite3'],
};

/** Every release `npm run test:n8n` tries, in the order it tries them. */
export const N8N_RELEASES: readonly N8nRelease[] = [CURRENT_N8N, OLDEST_N8N];

/** Finds a release by its version, or the newest one by the word `current`. */
export function releaseOf(version: string): N8nRelease {
	if (version === 'current') return CURRENT_N8N;
	const release = N8N_RELEASES.find((candidate) => candidate.version === version);
	if (release) return release;
	const known = N8N_RELEASES.map((candidate) => candidate.version).join(', ');
	throw new Error(`n8n ${version} is not among the versions known here: ${known}`);
}
