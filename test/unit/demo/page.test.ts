import type { Outcome } from '../../../scripts/demo/run';
import { page } from '../../../scripts/demo/page';
import { DOCUMENT_USE_CASES } from '../../fixtures/document';

function made(more: Partial<Outcome> = {}, simulated = false): string {
	const outcomes = DOCUMENT_USE_CASES.map((useCase) => ({
		useCase,
		inputs: [{ source: 'in.png' }],
		results: [{ source: `${useCase.name}.png`, width: 1536, height: 1024 }],
		items: [{ url: 'https://example.com/a.png', seed: 77 }],
		durationMs: 1234,
		...more,
	}));
	const date = new Date('2026-11-23T17:00:00Z');
	return page(outcomes, { service: 'api.aigc.it', simulated, date });
}

it('the page of the demo shows what was asked for and made, and by whom, and loads nothing from elsewhere', () => {
	const html = made();
	for (const { name, title, body } of DOCUMENT_USE_CASES) {
		const prompt = body.input.messages[0]?.content.at(-1)?.text;
		for (const part of [`<section id="${name}">`, title, prompt, `<img src="${name}.png"`]) {
			expect(html).toContain(part);
		}
		expect(html).toContain(`<td>${body.parameters.size}</td>`);
	}
	expect(html.match(/<img src="in.png"/g)).toHaveLength(5);
	expect(html).toContain('1536 × 1024');
	expect(html.match(/<td>77 <small>drawn by the node/g)).toHaveLength(4);
	expect(html).toContain('<td>12345678</td>');
	expect(html).toContain('Made by api.aigc.it, 2026-11-23 17:00 UTC');
	expect(made({}, true)).toContain('Simulation.');
	expect(html).not.toMatch(/<script|<link|url\(|@import/);
	expect(html).not.toMatch(/(src|href)="(?!#?[\w-]+(\.png)?")/);
});

it('the page of the demo shows why a use case failed, in plain text', () => {
	const failure = { message: 'No <b>key</b>', description: 'Check "it" & go on' };
	expect(made({ failure, results: [] })).toContain(
		'<strong>No &lt;b&gt;key&lt;/b&gt;</strong>\nCheck &quot;it&quot; &amp; go on',
	);
});
