import { contentOf } from '../../test/fixtures/document';
import type { Outcome, Picture } from './run';

export interface PageFacts {
	service: string;
	simulated: boolean;
	date: Date;
}

/** The page's look, light and dark by the reader's setting. */
const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#e4e1ee, #322e42); --accent: light-dark(#6a4df5, #a594ff); }
body { max-width: 1180px; margin: 0 auto; padding: 24px; font: 16px/1.55 system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
section { display: grid; grid-template-columns: minmax(260px, 4fr) 8fr; gap: 0 32px; border-top: 1px solid var(--line); }
h2, details { grid-column: 1 / -1; }
a, small { color: var(--accent); }
.origin, blockquote { margin: 0; padding: 10px 16px; border-left: 3px solid var(--accent); }
.pictures { display: flex; gap: 12px; align-items: flex-start; }
figure { flex: 0 1 520px; margin: 0; }
img { width: 100%; border-radius: 10px; }
td { padding: 3px 12px; overflow-wrap: anywhere; vertical-align: top; }
pre { overflow: auto; max-height: 420px; }
.failure { white-space: pre-line; overflow-wrap: anywhere; }
@media (max-width: 820px) { section { display: block; } .pictures { flex-wrap: wrap; } }
`;

/** One HTML page without scripts or anything from elsewhere: each use case with inputs, instruction, parameters and results. */
export function page(outcomes: readonly Outcome[], facts: PageFacts): string {
	const pictures = outcomes.reduce((sum, { results }) => sum + results.length, 0);
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Qwen Image Edit: five use cases</title>
<style>${STYLE}</style>
<h1>Qwen Image Edit</h1>
<p>The five use cases of the API document, run through the node in n8n’s own engine: ${pictures} images.</p>
<p class="origin">${origin(facts)}</p>
${outcomes.map(section).join('\n')}
</html>
`;
}

function origin({ service, simulated, date }: PageFacts): string {
	const when = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return simulated
		? `<strong>Simulation.</strong> No model was asked and nothing was paid: a local server drew these images, so that they show what was asked for. Made ${when}.`
		: `Made by ${escape(service)}, ${when}.`;
}

function section({ useCase, inputs, results, items, durationMs, failure }: Outcome, at: number) {
	const { name, title, body } = useCase;
	const parameters = Object.entries({ model: body.model, ...body.parameters }).map(
		([key, value]) => `<tr><td>${escape(key)}</td><td>${escape(String(value))}</td></tr>`,
	);
	const drawn = items[0]?.seed;
	if (body.parameters.seed === undefined && drawn !== undefined) {
		const value = escape(String(drawn));
		parameters.push(`<tr><td>seed</td><td>${value} <small>drawn by the node</small></td></tr>`);
	}
	const output = escape(JSON.stringify({ request: body, output: items }, null, 2));
	return `<section id="${escape(name)}">
<h2>${at + 1}. ${escape(title)}</h2>
<div>
<div class="pictures">${inputs.map((picture, index) => figure(picture, `图${index + 1}`)).join('')}</div>
<blockquote lang="zh">${escape(contentOf(body).prompt)}</blockquote>
<table>${parameters.join('')}</table>
</div>
<div>
${
	failure
		? `<p class="failure"><strong>${escape(failure.message)}</strong>\n${escape(failure.description ?? '')}</p>`
		: `<div class="pictures">${results.map((picture) => figure(picture, sizeOf(picture))).join('')}</div>`
}
<small>${(durationMs / 1000).toFixed(1)} s</small>
</div>
<details><summary>Request of the document and output of the node</summary><pre>${output}</pre></details>
</section>`;
}

function sizeOf({ width, height }: Picture): string {
	return width && height ? `${width} × ${height}` : '';
}

function figure({ source }: Picture, caption: string): string {
	const link = escape(source);
	return `<figure><a href="${link}"><img src="${link}" alt="${caption}" loading="lazy"></a><figcaption>${caption}</figcaption></figure>`;
}

function escape(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}
