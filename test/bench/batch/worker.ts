/** A process that sends batches in one of the ways; kept for several, as a server would be. */
import '../../engine/harness/environment';
import { perform, type Task } from './contestants';

process.on('message', (message) => {
	void perform(message as Task).then(
		(outcome) => process.send?.(outcome),
		(error: unknown) => {
			console.error(error);
			process.exit(1);
		},
	);
});
process.once('disconnect', () => process.exit(0));
