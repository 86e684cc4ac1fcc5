// Jest prints a file's results when the whole file is done, which takes minutes here: say what is going on meanwhile.
beforeEach(() => {
	process.stderr.write(`  ${expect.getState().currentTestName ?? ''}\n`);
});

// Who waits for something says himself what did not come in time.
jest.setTimeout(300_000);
