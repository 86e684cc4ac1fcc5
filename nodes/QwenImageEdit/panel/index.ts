import type { INodeProperties } from 'n8n-workflow';

import { generationFields } from './modelSettings';
import { imageFields } from './oneImage';
import { imagesFields } from './imageList';
import { modelFields } from './model';
import { operationFields } from './operation';
import { optionsFields } from './options';
import { outputFields } from './outputFields';
import { parametersFields } from './moreSettings';
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
