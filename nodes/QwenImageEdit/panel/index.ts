import type { INodeProperties } from 'n8n-workflow';

import { generationFields } from './generation';
import { imageFields } from './image';
import { imagesFields } from './images';
import { modelFields } from './model';
import { operationFields } from './operation';
import { optionsFields } from './options';
import { outputFields } from './output';
import { parametersFields } from './parameters';
import { promptFields } from './prompt';

/** The panel, top to bottom. */
export const panel: INodeProperties[] = [
	...operationFields,
	...modelFields,
	...imageFields,
	...imagesFields,
	...promptFields,
	...generationFields,
	...parametersFields,
	...outputFields,
	...optionsFields,
];
