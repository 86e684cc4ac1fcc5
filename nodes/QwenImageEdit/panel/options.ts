import type { INodeProperties } from 'n8n-workflow';

import { CHOICES, FIELDS } from '../catalogue/fields';

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
							'Send the URL; if the service cannot download the image, download it in n8n and send the image itself',
					},
					{
						name: 'Pass URLs On',
						value: 'url',
						description: 'Send the URL only; the image must be publicly reachable',
					},
					{
						name: CHOICES.sendInline,
						value: 'inline',
						description: 'Download the image in n8n and send the image itself',
					},
				],
				default: 'auto',
				description:
					'How images from a URL reach the service. Files and Base64 are always sent inline.',
			},
			{
				displayName: FIELDS.concurrency.label,
				name: FIELDS.concurrency.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 4,
				description:
					'The maximum number of requests open at the same time. Without it, the node finds the pace that the service allows.',
			},
			{
				displayName: FIELDS.maxImages.label,
				name: FIELDS.maxImages.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 100,
				description:
					'If the items together ask for more images than this, nothing is sent. Without it, there is no limit.',
			},
			{
				displayName: FIELDS.requestsPerMinute.label,
				name: FIELDS.requestsPerMinute.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 60,
				description:
					'The maximum number of requests per minute. Without it, the node finds the pace that the service allows.',
			},
			{
				displayName: FIELDS.maxTries.label,
				name: FIELDS.maxTries.name,
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 20, numberPrecision: 0 },
				default: 5,
				description: `The maximum number of times to send one request. A request that may have been billed is sent again only if ${FIELDS.retryUncertain.label} is on.`,
			},
			{
				displayName: FIELDS.retryUncertain.label,
				name: FIELDS.retryUncertain.name,
				type: 'boolean',
				default: false,
				description:
					'Whether to send a request again when its answer was lost. You may then pay for the image twice.',
			},
			{
				displayName: FIELDS.timeout.label,
				name: FIELDS.timeout.name,
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 600,
				description:
					'How many seconds to wait for the answer to one request. If you set this too low, you may pay for an image that never arrives.',
			},
			{
				displayName: FIELDS.unsupportedParameters.label,
				name: FIELDS.unsupportedParameters.name,
				type: 'options',
				options: [
					{
						name: CHOICES.drop,
						value: 'drop',
						description: 'Send the request without the setting and say so in a hint',
					},
					{
						name: 'Stop With a Message',
						value: 'error',
						description: 'Do not send the request, and say what to change',
					},
				],
				default: 'error',
				description: 'What to do with a setting that the chosen model does not have',
			},
		],
	},
];
