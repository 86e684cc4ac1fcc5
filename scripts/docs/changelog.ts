const HEADING = /^## \[?(\d+\.\d+\.\d+(?:-[\w.]+)?)\]?/;

/**
 * What the changelog says about one version, without its heading.
 * @throws Error naming the versions it has, where it is not among them or has nothing to say
 */
export function changelogSection(changelog: string, version: string): string {
	const lines = changelog.split(/\r?\n/);
	const start = lines.findIndex((line) => HEADING.exec(line)?.[1] === version);
	if (start < 0) {
		const known = lines.flatMap((line) => HEADING.exec(line)?.[1] ?? []);
		throw new Error(`CHANGELOG.md has no version ${version}, only ${known.join(', ')}`);
	}
	const rest = lines.slice(start + 1);
	const end = rest.findIndex((line) => /^(## |\[[^\]]+\]: )/.test(line));
	const section = (end < 0 ? rest : rest.slice(0, end)).join('\n').trim();
	if (section === '') throw new Error(`CHANGELOG.md says nothing about version ${version}`);
	return section;
}
