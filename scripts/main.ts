/** Runs a script's work; what it throws is told, and is its exit code, as is a number that it gives. */
export function run(work: () => Promise<number | void>): void {
	work().then(
		(code) => {
			process.exitCode = code ?? 0;
		},
		(error: unknown) => {
			console.error(error instanceof Error ? error.message : error);
			process.exit(1);
		},
	);
}
