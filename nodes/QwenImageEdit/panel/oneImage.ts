import { imageFields as fieldsOfOneImage } from './imageFields';

/** The image of Edit Image. */
export const imageFields = fieldsOfOneImage(
	{ source: 'imageSource', url: 'imageUrl', field: 'imageField', base64: 'imageBase64' },
	['edit'],
);
