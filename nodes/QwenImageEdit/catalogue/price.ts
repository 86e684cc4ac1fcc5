import { modelEntry, type Price } from './models';

/** What is known of a request before it is sent. */
export interface CostQuestion {
	model: string;
	/** Images to make. */
	n: number;
	/** Pixels asked for; undefined where the service chooses. */
	size?: { width: number; height: number };
	/** How many input images go with it. */
	inputImages: number;
}

export interface CostEstimate {
	amount: number;
	currency: 'CNY';
	/** How the amount comes about, in words. */
	basis: string;
}

/**
 * What a request costs by Alibaba's list prices in mainland China; a gateway may charge differently.
 *
 * @returns undefined for a model the catalogue does not know
 */
export function estimateCost({
	model,
	n,
	size,
	inputImages,
}: CostQuestion): CostEstimate | undefined {
	const entry = modelEntry(model);
	if (!entry) return undefined;
	const price = entry.price.mainland;
	const image = imagePrice(price, size, entry.automaticSize === '2K');
	const input = price.inputImage ?? 0;
	const inputs = input > 0 && inputImages > 0;
	return {
		amount: rounded(n * image + inputImages * input),
		currency: 'CNY',
		basis: `Alibaba's list price in mainland China: ${n} × ¥${yuan(image)}${inputs ? ` and ${inputImages} × ¥${yuan(input)} for input images` : ''}`,
	};
}

/** Price of one image, in CNY. */
function imagePrice(
	{ image, large }: Price,
	size: CostQuestion['size'],
	largeUnlessAsked: boolean,
): number {
	if (!large) return image;
	const isLarge = size ? size.width * size.height > large.abovePixels : largeUnlessAsked;
	return isLarge ? large.image : image;
}

/** Sums of decimal prices leave traces far behind the point. */
function rounded(amount: number): number {
	return Math.round(amount * 1e6) / 1e6;
}

/** The price of one image as a person reads it, with both of them where it depends on the size. */
export function priceText({ image, large }: Price): string {
	return large ? `¥${yuan(image)}–${yuan(large.image)}` : `¥${yuan(image)}`;
}

/** An amount with two decimals. */
export function yuan(amount: number): string {
	return amount.toFixed(2);
}
