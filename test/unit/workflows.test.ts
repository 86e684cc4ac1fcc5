import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isRecord, recordOf } from '../../scripts/n8n/json';

const FOLDER = join(__dirname, '../../.github/workflows');
const FILES = readdirSync(FOLDER);

function read(file: string): string {
	return readFileSync(join(FOLDER, file), 'utf8');
}

describe.each(FILES)('the workflow %s', (file) => {
	it('uses actions by their commit alone, and says which version that is', () => {
		const used = read(file).match(/uses: .*/g) ?? [];
		for (const line of used) expect(line).toMatch(/^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	});

	it('holds no token of npm’s and no address of a registry', () => {
		expect(read(file)).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|registry/i);
	});

	it('gives no job more than reading, unless the job says so', () => {
		const { permissions } = recordOf(parse(read(file)), file);
		const given = Object.entries(isRecord(permissions) ? permissions : { all: 'write' });
		expect(given.filter(([name, value]) => name !== 'contents' || value !== 'read')).toEqual([]);
	});
});

it('publishing lets the job that publishes ask who it is, and the one that makes the release write, and no other', () => {
	const { jobs } = recordOf(parse(read('publish.yml')), 'publish.yml');
	const wide = Object.values(recordOf(jobs, 'jobs')).flatMap((job) => {
		const { permissions, steps } = recordOf(job, 'job');
		const writes = Object.entries(recordOf(permissions, 'permissions'))
			.filter(([, value]) => value === 'write')
			.map(([name]) => name);
		return writes.length > 0 ? [{ writes, steps: JSON.stringify(steps) }] : [];
	});
	expect(wide).toEqual([
		{ writes: ['id-token'], steps: expect.stringContaining('npm publish') },
		{ writes: ['contents'], steps: expect.stringContaining('gh release create') },
	]);
});
