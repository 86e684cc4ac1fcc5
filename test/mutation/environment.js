const { TestEnvironment } = require('jest-environment-node');
const isChosen = require('./chosen');

/** Where the world outside and a test file's own world ask whether a value is an instance of something, they must agree. */
const SHARED = {
	...{ process, Promise, Date, Map, Set, RegExp },
	...{ Error, TypeError, RangeError, SyntaxError, URIError, AggregateError },
};

/** How long a test of changed code may take, in ms; unchanged, none takes half of it. */
const LONGEST_TEST = 10_000;

/** So many examples of a property are enough to notice a change, and its smallest example is of no interest. */
const QUICK = { numRuns: 60, endOnFailure: true };

function outside(path) {
	const loaded = require(path);
	if (!/fast-check/.test(path)) return loaded;
	return {
		...loaded,
		assert: (property, given) => loaded.assert(property, { ...given, ...QUICK }),
	};
}

/** Lets what is in `node_modules` live outside of the test files' own worlds, where it is loaded once for all changes. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		Object.assign(this.global, SHARED, { outside });
		this.pattern = config.globalConfig.testNamePattern;
	}

	/** Runs the chosen tests only, and none once one has noticed the change. */
	handleTestEvent(event, state) {
		if (!this.pattern) return;
		if (event.name === 'run_start') {
			state.testTimeout = LONGEST_TEST;
			state.testNamePattern = undefined;
		}
		if (
			event.name === 'test_start' &&
			(this.noticed || !isChosen(this.pattern, nameOf(event.test)))
		) {
			event.test.mode = 'skip';
		}
		if (event.name === 'test_done' && event.test.errors.length > 0) this.noticed = true;
	}
};

function nameOf({ name, parent }) {
	return parent ? `${nameOf(parent)} ${name}`.replace(/^ROOT_DESCRIBE_BLOCK /, '') : name;
}
