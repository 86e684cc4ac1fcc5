import type { Outcome } from '../../../scripts/demo/run';
import { page } from '../../../scripts/demo/page';
import { DOCUMENT_USE_CASES } from '../../fixtures/document';

const FACTS = { service: 'api.aigc.it', simulated: false, date: new Date('2026-11-23T17:00:00Z') };

function outcomes(more: Partial<Outcome> = {}): Outcome[] {
	return DOCUMENT_USE_CASES.map((useCase) => ({
		useCase,
		inputs: [{ source: 'in.png' }],
		results: [{ source: `${useCase.name}.png`, width: 1536, height: 1024 }],
		items: [{ url: 'https://example.com/a.png', seed: 77 }],
		durationMs: 1234,
		...more,
	}));
}

describe('the page of the demo', () => {
	it('shows instruction, parameters, inputs and results of every use case', () => {
		const html = page(outcomes(), FACTS);
		for (const { name, title, body } of DOCUMENT_USE_CASES) {
			expect(html).toContain(`<section id="${name}">`);
			expect(html).toContain(title);
			expect(html).toContain(body.input.messages[0]?.content.at(-1)?.text);
			expect(html).toContain(`<td>${body.parameters.size}</td>`);
			expect(html).toContain(`<img src="${name}.png"`);
		}
		expect(html.match(/<img src="in.png"/g)).toHaveLength(5);
		expect(html).toContain('1536 × 1024');
	});

	it('tells a drawn seed from a given one', () => {
		const html = page(outcomes(), FACTS);
		expect(html.match(/<td>77 <small>drawn by the node/g)).toHaveLength(4);
		expect(html).toContain('<td>12345678</td>');
	});

	it('says who made the pictures', () => {
		expect(page(outcomes(), FACTS)).toContain('Made by api.aigc.it, 2026-11-23 17:00 UTC');
		expect(page(outcomes(), { ...FACTS, simulated: true })).toContain('Simulation.');
	});

	it('shows why a use case failed, in plain text', () => {
		const failure = { message: 'No <b>key</b>', description: 'Check "it" & go on' };
		const html = page(outcomes({ failure, results: [] }), FACTS);
		expect(html).toContain('No &lt;b&gt;key&lt;/b&gt;');
		expect(html).toContain('Check &quot;it&quot; &amp; go on');
	});

	it('loads nothing from elsewhere and runs nothing', () => {
		const html = page(outcomes(), FACTS);
		expect(html).not.toMatch(/<script|<link|url\(|@import/);
		for (const [, source] of html.matchAll(/(?:src|href)="([^"]*)"/g)) {
			expect(source).toMatch(/^(#[\w-]+|[\w-]+\.png)$/);
		}
	});
});
