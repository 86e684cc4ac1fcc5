import { contentOf } from '../../test/fixtures/document';
import type { Outcome, Picture } from './run';
import { STYLE } from './style';

export interface PageFacts {
	service: string;
	simulated: boolean;
	date: Date;
}

/** One HTML page without scripts or anything from elsewhere: each use case with inputs, instruction, parameters and results. */
export function page(outcomes: readonly Outcome[], facts: PageFacts): string {
	const pictures = outcomes.reduce((sum, { results }) => sum + results.length, 0);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Qwen Image Edit: five use cases</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Qwen Image Edit</h1>
<p>The five use cases of the API document, run through the node in n8n’s own engine: ${pictures} images.</p>
<p class="origin">${origin(facts)}</p>
<nav>${outcomes.map(({ useCase }, index) => `<a href="#${escape(useCase.name)}">${index + 1}. ${escape(useCase.title)}</a>`).join('')}</nav>
</header>
<main>
${outcomes.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function origin({ service, simulated, date }: PageFacts): string {
	const when = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return simulated
		? `<strong>Simulation.</strong> No model was asked and nothing was paid: a local server drew these images, so that they show what was asked for. Made ${when}.`
		: `Made by ${escape(service)}, ${when}.`;
}

function section(outcome: Outcome, index: number): string {
	const { useCase, inputs, items, durationMs } = outcome;
	const { prompt } = contentOf(useCase.body);
	return `<section id="${escape(useCase.name)}">
<h2><span>${index + 1}</span>${escape(useCase.title)}</h2>
<div class="columns">
<div class="asked">
<h3>${inputs.length === 1 ? 'Input image' : 'Input images'}</h3>
<div class="inputs">${inputs.map((picture, at) => figure(picture, inputs.length === 1 ? '' : `图${at + 1}`, 'Input')).join('')}</div>
<h3>Instruction</h3>
<blockquote lang="zh">${escape(prompt)}</blockquote>
<h3>Parameters</h3>
${parameterTable(outcome)}
</div>
<div class="made">
<h3>Result <small>${(durationMs / 1000).toFixed(1)} s</small></h3>
${results(outcome)}
</div>
</div>
<details><summary>Request of the document and output of the node</summary>
<div class="json"><pre>${escape(JSON.stringify(useCase.body, null, 2))}</pre><pre>${escape(JSON.stringify(items, null, 2))}</pre></div>
</details>
</section>`;
}

function results({ results: pictures, failure }: Outcome): string {
	if (failure) {
		return `<div class="failure"><strong>${escape(failure.message)}</strong><p>${escape(failure.description ?? '')}</p></div>`;
	}
	const figures = pictures.map((picture, index) => {
		const size = picture.width && picture.height ? `${picture.width} × ${picture.height}` : '';
		return figure(picture, size, `Result ${index + 1}`);
	});
	return `<div class="results">${figures.join('')}</div>`;
}

function figure({ source }: Picture, caption: string, alt: string): string {
	const link = escape(source);
	const below = caption === '' ? '' : `<figcaption>${escape(caption)}</figcaption>`;
	return `<figure><a href="${link}"><img src="${link}" alt="${escape(alt)}" loading="lazy"></a>${below}</figure>`;
}

function parameterTable({ useCase, items }: Outcome): string {
	const { model, parameters } = useCase.body;
	const rows = Object.entries({ model, ...parameters }).map(([name, value]) =>
		row(name, value, ''),
	);
	const drawn = items[0]?.seed;
	if (parameters.seed === undefined && drawn !== undefined) {
		rows.push(row('seed', drawn, ' <small>drawn by the node</small>'));
	}
	return `<table>${rows.join('')}</table>`;
}

function row(name: string, value: unknown, note: string): string {
	return `<tr><th>${escape(name)}</th><td>${escape(String(value))}${note}</td></tr>`;
}

function escape(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}
