import unit, { HELD_BY_ENGINE } from './stryker.config.mjs';

process.env.MUTATION_TESTS = 'engine';

/** The part of `npm run test:mutation` that only the tests in n8n's own engine can notice. */
export default {
	...unit,
	mutate: HELD_BY_ENGINE,
	htmlReporter: { fileName: 'test-output/mutation/engine.html' },
	jsonReporter: { fileName: 'test-output/mutation/engine.json' },
	incrementalFile: 'test-output/mutation/engine.incremental.json',
};
