import type {
	ICredentialType,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

import { descriptionOf } from './node-types';

export type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** A credential like the package's own: a key sent as a bearer token. */
export const STUB_CREDENTIAL: ICredentialType = {
	name: 'stubApi',
	displayName: 'Stub API',
	properties: [
		{ displayName: 'API Key', name: 'apiKey', type: 'string', default: '' },
		{
			displayName: 'Header',
			name: 'header',
			type: 'hidden',
			default: '=Bearer {{ $self.apiKey }}',
		},
	],
	authenticate: {
		type: 'generic',
		properties: { headers: { Authorization: '={{ $credentials.header }}' } },
	},
};

/** A node type whose `execute` is the given function. */
export function stubNode(execute: Execute, properties: INodeProperties[] = []): INodeType {
	return {
		description: {
			...descriptionOf('stub', 'Stub', properties),
			credentials: [{ name: STUB_CREDENTIAL.name, required: false }],
		},
		execute,
	};
}

export interface ReceivedRequest {
	url: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
}

export interface LocalServer {
	url: string;
	requests: ReceivedRequest[];
	close(): Promise<void>;
}

/** A server on a free port of this machine; `answer` is called when the request's body has arrived. */
export async function serve(
	answer: (request: ReceivedRequest, response: ServerResponse) => void,
): Promise<LocalServer> {
	const requests: ReceivedRequest[] = [];
	const server = createServer((incoming, response) => {
		void buffer(incoming).then((body) => {
			const request = { url: incoming.url ?? '', headers: incoming.headers, body };
			requests.push(request);
			answer(request, response);
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		close: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}
