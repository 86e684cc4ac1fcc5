/** Bounds that hold for every known model; what differs between them is in models.ts. */
export const LIMITS = {
	/** Fewest images there are to fuse. */
	leastToFuse: 2,
	maxSeed: 2_147_483_647,
} as const;
