/** Options' defaults for the run. n8n's linter wants literals in the panel, so it repeats them; a test holds the two together. */
export const DEFAULTS = {
	imageTransfer: 'auto',
	maxTries: 5,
	retryUncertain: false,
	/** No official latency is known; the slowest families take up to two minutes. */
	timeoutSeconds: 300,
	unsupportedParameters: 'error',
} as const;
