/** Options' defaults, shared by the panel and by the reading of its values. */
export const DEFAULTS = {
	imageTransfer: 'auto',
	maxTries: 5,
	retryUncertain: false,
	/** No official latency is known; the slowest families take up to two minutes. */
	timeoutSeconds: 300,
	unsupportedParameters: 'error',
} as const;
