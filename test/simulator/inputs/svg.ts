/** An SVG document of a size in pixels. */
export function svg(width: number, height: number, body: string): string {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
}

/** A vertical gradient between colours, to be used as `url(#id)`. */
export function verticalGradient(id: string, ...colours: readonly string[]): string {
	return gradient(id, 'x1="0" y1="0" x2="0" y2="1"', colours);
}

/** A horizontal gradient. */
export function horizontalGradient(id: string, ...colours: readonly string[]): string {
	return gradient(id, 'x1="0" y1="0" x2="1" y2="0"', colours);
}

/** A filter that blurs by so many pixels. */
export function blur(id: string, pixels: number): string {
	return `<filter id="${id}" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="${pixels}"/></filter>`;
}

function gradient(id: string, direction: string, colours: readonly string[]): string {
	const last = Math.max(1, colours.length - 1);
	const stops = colours
		.map((colour, index) => `<stop offset="${index / last}" stop-color="${colour}"/>`)
		.join('');
	return `<linearGradient id="${id}" ${direction}>${stops}</linearGradient>`;
}
