import type {
	ICredentialType,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { descriptionOf } from './node-types';

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/** A credential like the package's own: a key sent as a bearer token. */
export const STUB_CREDENTIAL: ICredentialType = {
	name: 'stubApi',
	displayName: 'Stub API',
	properties: [
		{ displayName: 'Provider', name: 'provider', type: 'string', default: 'stub' },
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
	method: string;
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
	answer: (request: ReceivedRequest, response: ServerResponse, count: number) => void,
): Promise<LocalServer> {
	const requests: ReceivedRequest[] = [];
	const server: Server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const request = {
				method: incoming.method ?? '',
				url: incoming.url ?? '',
				headers: incoming.headers,
				body: Buffer.concat(chunks),
			};
			requests.push(request);
			answer(request, response, requests.length);
		});
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => {
				server.close(resolve);
			});
		},
	};
}
