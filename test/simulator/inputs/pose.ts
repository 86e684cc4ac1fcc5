import { svg } from './svg';

/** Drawn soon. */
export function pose(): string {
	return svg(768, 1152, '<rect width="768" height="1152" fill="#c8b8a8"/>');
}
