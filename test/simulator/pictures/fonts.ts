import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

/** A font with Latin and Chinese glyphs that comes with the packages, since a machine may have none. */
const PACKAGE = '@expo-google-fonts/noto-sans-sc';

export const REGULAR = 'Simulator Sans';
export const BOLD = 'Simulator Sans Bold';

let registered = false;

/** Makes both fonts known to the picture library; throws where the package is missing. */
export function registerFonts(): void {
	if (registered) return;
	const folder = dirname(require.resolve(`${PACKAGE}/package.json`));
	const fonts = [
		{ file: join(folder, '400Regular', 'NotoSansSC_400Regular.ttf'), name: REGULAR },
		{ file: join(folder, '700Bold', 'NotoSansSC_700Bold.ttf'), name: BOLD },
	];
	for (const { file, name } of fonts) {
		if (!GlobalFonts.registerFromPath(file, name)) throw new Error(`Cannot read the font ${file}`);
	}
	registered = true;
}
