import { fork } from 'node:child_process';

export type Program<Task extends object, Outcome> = ReturnType<typeof startProgram<Task, Outcome>>;

/** Starts a program that waits for tasks, in a process of its own. */
export function startProgram<Task extends object, Outcome>(
	path: string,
	flags: readonly string[] = [],
) {
	const child = fork(path, { execArgv: [...flags, '--import', 'tsx'] });
	return {
		do: async (task: Task) =>
			await new Promise<Outcome>((resolve, reject) => {
				const ended = () => reject(new Error(`${path} ended`));
				child.once('exit', ended);
				child.once('message', (outcome) => {
					child.removeListener('exit', ended);
					resolve(outcome as Outcome);
				});
				child.send(task);
			}),
		end: () => child.disconnect(),
	};
}

/** The other end: what such a program does with each task. */
export function onTask<Task>(perform: (task: Task) => Promise<unknown>): void {
	process.on('message', (task) => {
		void perform(task as Task).then((outcome) => process.send?.(outcome));
	});
	process.once('disconnect', () => process.exit());
}
