import { LoadOptionsContext } from 'n8n-core';
import type { INodeListSearchResult, INodeType } from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

import { QwenImageEdit } from '../../../nodes/QwenImageEdit/QwenImageEdit.node.js';
import { additionalDataOf, workflowOf } from './engine';
import { nodeOf } from './node-types';

/** What the editor shows in the list of a resource locator, as n8n asks the node for it. */
export async function listSearch(method: string, typed?: string): Promise<INodeListSearchResult> {
	const type: INodeType = new QwenImageEdit();
	const node = nodeOf('Node', 'node');
	const workflow = workflowOf({ nodes: [node], connections: {}, types: { node: type } });
	const context = new LoadOptionsContext(workflow, node, additionalDataOf([]), 'parameters.');
	const search = type.methods?.listSearch?.[method];
	if (search === undefined) throw new UnexpectedError(`The node has no list search "${method}"`);
	return await search.call(context, typed);
}
