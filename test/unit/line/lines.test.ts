import { UserBounds } from '../../../nodes/QwenImageEdit/line/userBounds';
import { Lines } from '../../../nodes/QwenImageEdit/line/lines';

describe('the lines of a process', () => {
	const NOW = Date.now();
	let lines: Lines;
	const lineOf = (account: string, model = 'model', afterMs = 0) =>
		lines.of(account, model, undefined, NOW + afterMs);
	beforeEach(() => (lines = new Lines()));

	test('are one for each account and model', () => {
		const line = lineOf('account');
		expect(lineOf('account')).toBe(line);
		expect(lineOf('account', 'other model')).not.toBe(line);
		expect(lineOf('other account')).not.toBe(line);
		expect(lineOf('account"', '"model')).not.toBe(line);
	});

	test('outlive an execution, and are forgotten some time after the last', () => {
		const line = lineOf('account');
		expect(lineOf('account', 'model', 9 * 60_000)).toBe(line);
		expect(lineOf('account', 'model', 11 * 60_000)).not.toBe(line);
	});

	test('that nobody uses do not pile up: of many keys, one after another, the last few are kept', () => {
		const made = Array.from({ length: 1_000 }, (_, key) => lineOf(`account ${key}`));
		const kept = made.filter((line, key) => lineOf(`account ${key}`) === line);
		expect(kept.length).toBeLessThanOrEqual(65);
	});

	test('in which somebody waits or is served are never dropped', async () => {
		const line = lineOf('busy');
		const visitor = { bounds: new UserBounds({}), waiting: () => {}, freed: () => {} };
		const turn = await line.join(visitor).turn({ bytes: 0, notBefore: 0 }, 0);
		for (let key = 0; key < 100; key += 1) lineOf(`account ${key}`, 'model', 3_600_000);
		expect(lineOf('busy')).toBe(line);
		turn?.end('accepted');
	});
});
