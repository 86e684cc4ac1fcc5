/**
 * Starts something that has several parts. What `start` gives to `later` is done in the end, the last first; also when not all
 * of it starts.
 */
export async function startInParts<T extends object>(
	start: (later: (end: () => Promise<unknown>) => void) => Promise<T>,
): Promise<T & { close(): Promise<void> }> {
	const ends: Array<() => Promise<unknown>> = [];
	const close = async (): Promise<void> => {
		for (const end of ends.splice(0).reverse()) await end();
	};
	try {
		return Object.assign(await start((end) => ends.push(end)), { close });
	} catch (error) {
		await close();
		throw error;
	}
}
