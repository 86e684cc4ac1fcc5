import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** A way to a server of this machine whose answers can be made late: as where a process is busy or a network is slow. */
export async function startSlowLink(port: number) {
	const link = { delayMs: 0 };
	const server = createServer((near) => {
		const far = connect(port, '127.0.0.1');
		near.pipe(far);
		far.on('data', (bytes) => setTimeout(() => near.write(bytes), link.delayMs));
		for (const [socket, other] of [
			[near, far],
			[far, near],
		] as const) {
			socket.on('error', () => other.destroy());
			socket.on('close', () => other.destroy());
		}
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const close = async (): Promise<void> => {
		// Who still uses it has ended.
		await once(server.close(), 'close');
	};
	return Object.assign(link, { port: (server.address() as AddressInfo).port, close });
}
