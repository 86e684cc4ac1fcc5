import type { INodeProperties } from 'n8n-workflow';

import { FIELDS } from '../catalogue/fields';

export const optionsFields: INodeProperties[] = [
	{
		displayName: FIELDS.options.label,
		name: FIELDS.options.name,
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: FIELDS.checkOnly.label,
				name: FIELDS.checkOnly.name,
				type: 'boolean',
				default: false,
				description:
					'Whether to check everything and send nothing. Each item then says what would be sent and what it would cost.',
			},
			{
				displayName: FIELDS.imageTransfer.label,
				name: FIELDS.imageTransfer.name,
				type: 'options',
				options: [
					{
						name: 'Automatic',
						value: 'auto',
						description:
							'Pass the URL on; where the service cannot download it, fetch the image here and send it inline',
					},
					{
						name: 'Pass URLs On',
						value: 'url',
						description: 'The service downloads images itself; they must be publicly reachable',
					},
					{
						name: 'Send Inline',
						value: 'inline',
						description: 'Fetch images here and send them inside the request',
					},
				],
				default: 'auto',
				description:
					'How images given by URL reach the service. Files and Base64 always go inline.',
			},
			{
				displayName: FIELDS.concurrency.label,
				name: FIELDS.concurrency.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 4,
				description: 'Upper bound. Leave out to let the node find the pace the service allows.',
			},
			{
				displayName: FIELDS.requestsPerMinute.label,
				name: FIELDS.requestsPerMinute.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 60,
				description: 'Upper bound. Leave out to let the node find the pace the service allows.',
			},
			{
				displayName: FIELDS.maxTries.label,
				name: FIELDS.maxTries.name,
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 20, numberPrecision: 0 },
				default: 5,
				description:
					'How often one request is sent at most. Only requests that surely were not billed are sent again.',
			},
			{
				displayName: FIELDS.maxImages.label,
				name: FIELDS.maxImages.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 100,
				description:
					'If the items together ask for more images than this, nothing is sent. Leave out for no bound.',
			},
			{
				displayName: FIELDS.retryUncertain.label,
				name: FIELDS.retryUncertain.name,
				type: 'boolean',
				default: false,
				description:
					'Whether to send a request again when its answer was lost. The image may then be paid twice.',
			},
			{
				displayName: FIELDS.timeout.label,
				name: FIELDS.timeout.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 600,
				description:
					'Seconds to wait for the answer to one request. Who gives up earlier may pay for an image that never arrives.',
			},
			{
				displayName: FIELDS.unsupportedParameters.label,
				name: FIELDS.unsupportedParameters.name,
				type: 'options',
				options: [
					{
						name: 'Drop',
						value: 'drop',
						description: 'Send the request without them and say so in a hint',
					},
					{
						name: 'Stop With a Message',
						value: 'error',
						description: 'Refuse the item before anything is paid',
					},
				],
				default: 'error',
				description: 'What to do with a setting that the chosen model does not have',
			},
		],
	},
];
