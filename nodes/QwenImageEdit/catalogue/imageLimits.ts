/** What the service's document says about input images. */
export const MAX_IMAGE_MB = 10;
export const MAX_IMAGE_BYTES = MAX_IMAGE_MB * 1024 * 1024;
/** Recommended side in pixels; outside of it an image is still taken. */
export const RECOMMENDED_SIDE = { min: 384, max: 3072 } as const;

/** Alibaba refuses a longer data URI unless more is known of the model; an image of 7.5 MB reaches it. Gateways need not. */
export const DATA_URI_BYTES = 10 * 1024 * 1024;

export const ACCEPTED_FORMATS = 'JPEG, PNG, WebP, BMP, TIFF and GIF';
