import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	INodeType,
	INodeTypes,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers, UnexpectedError, Workflow } from 'n8n-workflow';

import { descriptionOf, nodeOf } from './node-types';

const NO_NODE: INodeType = { description: descriptionOf('credential', 'Credential', []) };

const NO_NODE_TYPES: INodeTypes = {
	getByName: () => NO_NODE,
	getByNameAndVersion: () => NO_NODE,
	getKnownTypes: () => ({}),
};

/** One credential as a user would have saved it. */
export interface StoredCredential {
	type: ICredentialType;
	data: ICredentialDataDecryptedObject;
}

/**
 * Stands in for n8n's CredentialsHelper, which lives in its server and reads a database. It does with a credential what
 * that one does: fills in defaults, resolves expressions (with `$self`), and applies `authenticate`.
 */
export class TestCredentialsHelper extends ICredentialsHelper {
	constructor(private readonly stored: StoredCredential[]) {
		super();
	}

	getParentTypes(name: string): string[] {
		return this.find(name).type.extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.find(type).type.properties;
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
	): Promise<ICredentialDataDecryptedObject> {
		const { type: credentialType, data } = this.find(type);
		const complete = {
			...NodeHelpers.getNodeParameters(
				credentialType.properties,
				data as INode['parameters'],
				true,
				false,
				null,
				null,
			),
		} as INode['parameters'];
		const node = nodeOf('Credential', 'credential', complete);
		const resolved = credentialWorkflow(node).expression.getComplexParameterValue(
			node,
			complete,
			mode,
			{},
			undefined,
			undefined,
			complete,
		);
		return resolved as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow: Workflow = credentialWorkflow(nodeOf('Credential', 'credential')),
		node: INode = nodeOf('Credential', 'credential'),
	): Promise<IHttpRequestOptions> {
		const options = requestOptions as IHttpRequestOptions;
		const { authenticate } = this.find(typeName).type;
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);

		const resolve = (value: unknown): unknown =>
			typeof value === 'string' && value.startsWith('=')
				? workflow.expression.getSimpleParameterValue(
						node,
						value,
						'internal',
						{ $credentials: credentials },
						undefined,
						'',
					)
				: value;
		// In place, as n8n does it: the caller's own headers object is changed.
		const target = options as unknown as Record<string, Record<string, unknown> | undefined>;
		for (const [section, values] of Object.entries(authenticate.properties)) {
			const changed = (target[section] ??= {});
			for (const [key, value] of Object.entries(values as IDataObject)) {
				changed[String(resolve(key))] = resolve(value);
			}
		}
		return options;
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new UnexpectedError('Encrypted credentials exist only on a server');
	}

	async updateCredentials(): Promise<void> {
		throw new UnexpectedError('Credentials are not saved here');
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		throw new UnexpectedError('Credentials are not saved here');
	}

	private find(type: string): StoredCredential {
		const found = this.stored.find((credential) => credential.type.name === type);
		if (found === undefined) throw new UnexpectedError(`No credential of type "${type}" was given`);
		return found;
	}
}

function credentialWorkflow(node: INode): Workflow {
	return new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: NO_NODE_TYPES });
}
