/** Options' defaults for the run. n8n's linter wants literals in the panel, so it repeats them; a test holds the two together. */
export const DEFAULTS = {
	imageTransfer: 'auto',
	maxTries: 5,
	retryUncertain: false,
	/** The service itself ends a request after so long; who gives up earlier gives up on an image that is made and paid. */
	timeoutSeconds: 600,
	unsupportedParameters: 'error',
} as const;
