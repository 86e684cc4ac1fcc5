import './environment';
import 'reflect-metadata';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	IAuthenticateRuleResponseCode,
	ICredentialDataDecryptedObject,
	ICredentialType,
	INodeCredentialTestResult,
	INodeType,
} from 'n8n-workflow';
import { createRunExecutionData, UnexpectedError } from 'n8n-workflow';

import { QwenImageEditApi } from '../../../credentials/QwenImageEditApi.credentials';
import { additionalDataOf, workflowOf } from './engine';
import { descriptionOf, nodeOf } from './node-types';

/**
 * What n8n answers to the Save button of a credential: sends the credential's `test` request through n8n's own routing
 * engine, with its `authenticate` applied, and judges the answer by n8n's rule (2xx, then the credential's own rules).
 */
export async function testCredential(
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const type: ICredentialType = new QwenImageEditApi();
	const { name, displayName, test } = type;
	if (test === undefined) throw new UnexpectedError('The credential has no test');

	const { request } = test;
	const property = {
		displayName: 'Request',
		name: 'request',
		type: 'string',
		default: '',
	} as const;
	const description = descriptionOf('credentialTest', 'Credential Test', [
		{ ...property, routing: { request } },
	]);
	const nodeType: INodeType = {
		description: { ...description, credentials: [{ name, required: true }] },
	};
	const credential = { id: '1', name: displayName };
	const plain = { ...nodeOf('Credential Test', 'test'), credentials: { [name]: credential } };
	const workflow = workflowOf({ nodes: [plain], connections: {}, types: { test: nodeType } });
	const node = workflow.getNode(plain.name) ?? plain;
	const items = [{ json: {} }];
	const input = { main: [items] };
	const additionalData = additionalDataOf([{ type, data }]);
	const { credentialsHelper } = additionalData;
	const decrypted = await credentialsHelper.getDecrypted(
		additionalData,
		credential,
		name,
		'internal',
	);
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData(),
		0,
		items,
		input,
		{ node, data: input, source: null },
		[],
	);
	try {
		const details = { id: '1', name: displayName, type: name, data: decrypted };
		await new RoutingNode(context, nodeType, details).runNode();
	} catch (error) {
		const message = refusalOf(error, test.rules as IAuthenticateRuleResponseCode[] | undefined);
		return { status: 'Error', message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function refusalOf(error: unknown, rules: IAuthenticateRuleResponseCode[] = []): string {
	const { cause, message } = error as Error & {
		cause?: { code?: string; response?: { status?: number; statusText?: string } };
	};
	const { status, statusText } = cause?.response ?? {};
	if (status === undefined) return cause?.code ?? message;
	const rule = rules.find(
		({ type, properties }) => type === 'responseCode' && properties.value === status,
	);
	return rule?.properties.message ?? (statusText || `Received HTTP status code: ${status}`);
}
