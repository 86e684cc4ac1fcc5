import './environment';
import 'reflect-metadata';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	IAuthenticateRuleResponseCode,
	ICredentialDataDecryptedObject,
	ICredentialType,
	INode,
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
	const credentialType: ICredentialType = new QwenImageEditApi();
	const { test } = credentialType;
	if (test === undefined) throw new UnexpectedError('The credential has no test');

	const nodeType: INodeType = {
		description: {
			...descriptionOf('credentialTest', 'Credential Test', [
				{
					displayName: 'Request',
					name: 'request',
					type: 'string',
					default: '',
					routing: { request: test.request },
				},
			]),
			credentials: [{ name: credentialType.name, required: true }],
		},
	};
	const credential = { id: '1', name: credentialType.displayName };
	const plainNode: INode = {
		...nodeOf('Credential Test', 'test'),
		credentials: { [credentialType.name]: credential },
	};
	const input = { main: [[{ json: {} }]] };
	const additionalData = additionalDataOf([{ type: credentialType, data }]);
	const decrypted = await additionalData.credentialsHelper.getDecrypted(
		additionalData,
		credential,
		credentialType.name,
		'internal',
	);
	const workflow = workflowOf({ nodes: [plainNode], connections: {}, types: { test: nodeType } });
	const node = workflow.getNode(plainNode.name) ?? plainNode;
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData(),
		0,
		input.main[0] ?? [],
		input,
		{ node, data: input, source: null },
		[],
	);
	const routing = new RoutingNode(context, nodeType, {
		...credential,
		id: '1',
		type: credentialType.name,
		data: decrypted,
	});
	try {
		await routing.runNode();
	} catch (error) {
		return refusalOf(error, test.rules as IAuthenticateRuleResponseCode[] | undefined);
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function refusalOf(
	error: unknown,
	rules: IAuthenticateRuleResponseCode[] = [],
): INodeCredentialTestResult {
	const { cause, message } = error as Error & {
		cause?: { code?: string; response?: { status?: number; statusText?: string } };
	};
	const status = cause?.response?.status;
	if (status === undefined) return { status: 'Error', message: cause?.code ?? message };
	const rule = rules.find(
		({ type, properties }) => type === 'responseCode' && properties.value === status,
	);
	return {
		status: 'Error',
		message:
			rule?.properties.message ??
			(cause?.response?.statusText || `Received HTTP status code: ${status}`),
	};
}
