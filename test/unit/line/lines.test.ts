import { UserBounds } from '../../../nodes/QwenImageEdit/line/userBounds';
import { Lines } from '../../../nodes/QwenImageEdit/line/lines';

describe('the lines of a process', () => {
	test('are one for each account and model', () => {
		const lines = new Lines();
		const line = lines.of('account', 'model', undefined, 0);
		expect(lines.of('account', 'model', undefined, 1)).toBe(line);
		expect(lines.of('account', 'other model', undefined, 1)).not.toBe(line);
		expect(lines.of('other account', 'model', undefined, 1)).not.toBe(line);
		expect(lines.of('account"', '"model', undefined, 1)).not.toBe(line);
	});

	test('outlive an execution, and are forgotten some time after the last', () => {
		const lines = new Lines();
		const now = Date.now();
		const line = lines.of('account', 'model', undefined, now);
		expect(lines.of('account', 'model', undefined, now + 9 * 60_000)).toBe(line);
		expect(lines.of('account', 'model', undefined, now + 11 * 60_000)).not.toBe(line);
	});

	test('that nobody uses do not pile up: of many keys, one after another, the last few are kept', () => {
		const lines = new Lines();
		const now = Date.now();
		const made = Array.from({ length: 1_000 }, (_, key) =>
			lines.of(`account ${key}`, 'model', undefined, now),
		);
		const kept = made.filter(
			(line, key) => lines.of(`account ${key}`, 'model', undefined, now) === line,
		);
		expect(kept.length).toBeLessThanOrEqual(65);
		expect(lines.of('account 999', 'model', undefined, now)).toBeDefined();
	});

	test('in which somebody waits or is served are never dropped', async () => {
		const lines = new Lines();
		const now = Date.now();
		const line = lines.of('busy', 'model', undefined, now);
		const job = { bytes: 0, notBefore: 0 };
		const party = line.join({
			bounds: new UserBounds({}),
			waiting: () => {},
			freed: () => {},
		});
		const turn = await party.turn(job, 0);
		for (let key = 0; key < 100; key += 1) {
			lines.of(`account ${key}`, 'model', undefined, now + 3_600_000);
		}
		expect(lines.of('busy', 'model', undefined, now)).toBe(line);
		turn?.end('accepted');
	});
});
