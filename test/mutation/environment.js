const { TestEnvironment } = require('jest-environment-node');

/** Where the world outside and a test file's own world ask whether a value is an instance of something, they must agree. */
const SHARED = {
	process,
	Error,
	TypeError,
	RangeError,
	SyntaxError,
	URIError,
	AggregateError,
	Promise,
	Date,
	Map,
	Set,
	RegExp,
};

/** How long a test of changed code may take, in ms; unchanged, none takes half of it. */
const LONGEST_TEST = 10_000;

/** Lets what is in `node_modules` live outside of the test files' own worlds, where it is loaded once for all changes. */
module.exports = class extends TestEnvironment {
	constructor(...given) {
		super(...given);
		Object.assign(this.global, SHARED, { outside: require });
	}

	/** A change that one test has noticed needs no other tests. */
	handleTestEvent(event, state) {
		if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
		if (event.name === 'setup')
			require('fast-check').configureGlobal({ endOnFailure: true, interruptAfterTimeLimit: 200 });
		if (event.name === 'run_start') state.testTimeout = LONGEST_TEST;
		if (event.name === 'test_start' && this.noticed) event.test.mode = 'skip';
		if (event.name === 'test_done' && event.test.errors.length > 0) this.noticed = true;
	}
};
