import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scan {
	/** The verdict of n8n's `analyzePackage`, which looks at errors only. */
	passed: boolean;
	message: string;
	files: number;
	findings: unknown[];
}

/** Scans the files of a folder with n8n's scanner for community packages. */
export function scan(folder: string, patterns: string[]): Scan {
	// The scanner leaves its temporary folders behind.
	const temporary = mkdtempSync(join(tmpdir(), 'qwen-image-edit-scan-'));
	// Under jest's NODE_ENV of "test" the linter takes every file for a trigger node.
	const env = { ...process.env, NODE_ENV: 'production', TMPDIR: temporary };
	try {
		const args = [join(__dirname, 'run-scanner.mjs'), folder, ...patterns];
		const output = execFileSync(process.execPath, args, { encoding: 'utf8', env });
		return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Scan;
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}
