import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers, UnexpectedError, Workflow } from 'n8n-workflow';

import { descriptionOf, nodeOf, nodeTypesOf } from './node-types';

/** One credential as a user would have saved it. */
export interface StoredCredential {
	type: ICredentialType;
	data: ICredentialDataDecryptedObject;
}

const absent = async (): Promise<never> => {
	throw new UnexpectedError('Credentials are saved on a server');
};

/**
 * Stands in for n8n's CredentialsHelper, which lives in its server and reads a database. It does with a credential what
 * that one does: fills in defaults, resolves expressions (with `$self`), and applies `authenticate`.
 */
export class TestCredentialsHelper extends ICredentialsHelper {
	getCredentials = absent;
	updateCredentials = absent;
	updateCredentialsOauthTokenData = absent;
	preAuthentication = async () => undefined;
	runPreAuthentication = async () => undefined;
	isCredentialUsableByNode = () => true;
	getParentTypes = (name: string): string[] => this.find(name).type.extends ?? [];

	constructor(private readonly stored: StoredCredential[]) {
		super();
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
		const given = data as INode['parameters'];
		const { properties } = credentialType;
		const complete =
			NodeHelpers.getNodeParameters(properties, given, true, false, null, null) ?? given;
		const node = nodeOf('Credential', 'credential', complete);
		const { expression } = workflowAround(node);
		return expression.getComplexParameterValue(
			node,
			complete,
			mode,
			{},
			undefined,
			undefined,
			complete,
		) as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const options = requestOptions as IHttpRequestOptions;
		const { authenticate } = this.find(typeName).type;
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);

		const node = nodeOf('Credential', 'credential');
		const { expression } = workflowAround(node);
		const more = { $credentials: credentials };
		const resolve = (value: string) =>
			expression.getSimpleParameterValue(node, value, 'internal', more, undefined, '');
		// In place, as n8n does it: the caller's own headers object is changed.
		const target = options as unknown as Record<string, Record<string, unknown> | undefined>;
		for (const [section, values] of Object.entries(authenticate.properties)) {
			const changed = (target[section] ??= {});
			for (const [key, value] of Object.entries(values as IDataObject)) {
				changed[key] = typeof value === 'string' ? resolve(value) : value;
			}
		}
		return options;
	}

	private find(type: string): StoredCredential {
		const found = this.stored.find((credential) => credential.type.name === type);
		if (found === undefined) throw new UnexpectedError(`No credential of type "${type}" was given`);
		return found;
	}
}

function workflowAround(node: INode): Workflow {
	const nodeTypes = nodeTypesOf({
		credential: { description: descriptionOf('credential', 'Credential', []) },
	});
	return new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
}
