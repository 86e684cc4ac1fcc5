/** The demo pictures, each drawn as SVG by code. */
import { depthMap } from './depth-map';
import { dress } from './dress';
import { person } from './person';
import { pose } from './pose';
import { bag, lamp, mug, shoe, watch } from './products';
import { wave } from './wave';

export interface Drawing {
	title: string;
	width: number;
	height: number;
	/** The extension it is best shown in. */
	extension: 'png' | 'jpg' | 'webp';
	svg: () => string;
}

export const DRAWINGS = {
	'depth-map': {
		title: 'a depth map of a bicycle on a forest path',
		width: 1152,
		height: 768,
		extension: 'webp',
		svg: depthMap,
	},
	person: { title: 'a young woman', width: 768, height: 1152, extension: 'png', svg: person },
	dress: { title: 'a black dress', width: 768, height: 1152, extension: 'png', svg: dress },
	pose: { title: 'a sitting pose', width: 768, height: 1152, extension: 'png', svg: pose },
	wave: { title: 'a woodblock-style wave', width: 1152, height: 768, extension: 'jpg', svg: wave },
	mug: { title: 'a red mug', width: 1024, height: 1024, extension: 'jpg', svg: mug },
	shoe: { title: 'a running shoe', width: 1024, height: 1024, extension: 'jpg', svg: shoe },
	bag: { title: 'a leather bag', width: 1024, height: 1024, extension: 'jpg', svg: bag },
	lamp: { title: 'a table lamp', width: 1024, height: 1024, extension: 'png', svg: lamp },
	watch: { title: 'a wrist watch', width: 1024, height: 1024, extension: 'png', svg: watch },
} satisfies Record<string, Drawing>;

export type DrawingName = keyof typeof DRAWINGS;
