import { modelEntry } from './models';

/** What a request is expected to cost. */
export interface Estimate {
	amount: number;
	currency: 'CNY';
	/** What the amount is based on. */
	basis: string;
}

/**
 * The cost of one request by Alibaba's list prices for mainland China; a gateway may charge differently.
 *
 * @returns undefined for a model the catalogue does not know
 */
export function estimateCost(request: {
	model: string;
	n: number;
	/** Pixels; undefined = automatic. */
	size?: { width: number; height: number };
	inputImages: number;
}): Estimate | undefined {
	const entry = modelEntry(request.model);
	if (!entry) return undefined;
	const amount = Number((entry.priceCny * request.n).toFixed(4));
	return { amount, currency: 'CNY', basis: 'list price in mainland China' };
}
