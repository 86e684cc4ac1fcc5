import type { PictureJob } from '.';
import { writeText } from './text';

/** Texts laid over a picture: SVG, and the height in pixels that it takes from the picture's edge. */
interface Overlay {
	svg: string;
	taken: number;
}

/** Grows with the picture, so that texts read well in thumbnails of every size. */
export function unitOf({ size }: PictureJob): number {
	return Math.sqrt(size.width * size.height) / 1024;
}

/** Says at the top of the picture what it is. */
export async function drawBadge(job: PictureJob): Promise<Overlay> {
	const unit = unitOf(job);
	const text = await writeText('SIMULATION 模拟 · no AI model was asked', {
		sizes: [Math.min(22 * unit, job.size.width / 26)],
		colour: '#2b1c00',
	});
	const [x, y] = [(job.size.width - text.width) / 2, 27 * unit];
	const box = `x="${x - 18 * unit}" y="${18 * unit}" width="${text.width + 36 * unit}" height="${text.height + 18 * unit}" rx="${18 * unit}"`;
	return {
		svg: `<rect ${box} fill="#ffb020"/>${text.at(x, y)}`,
		taken: text.height + 36 * unit,
	};
}

/** What was asked, at the bottom of the picture, and the service's own watermark below where that was asked for. */
export async function drawCaption(job: PictureJob): Promise<Overlay> {
	const { edit, size, seed, index } = job;
	const unit = unitOf(job);
	const margin = 24 * unit;
	const padding = 20 * unit;
	const width = size.width - margin * 2;
	const inner = { width: width - padding * 2 };
	const small = { ...inner, sizes: [20 * unit], maxHeight: 60 * unit, weight: 'Regular' } as const;
	const parameters = [
		edit.model.id,
		`${index + 1}/${edit.n}`,
		`${size.width} × ${size.height}${edit.size ? '' : ' (auto)'}`,
		`seed ${seed}`,
		`prompt_extend ${edit.promptExtend ? 'on' : 'off'}`,
	].join('  ·  ');
	const negative = edit.negativePrompt && `negative_prompt: ${edit.negativePrompt}`;
	const texts = await Promise.all([
		writeText(edit.prompt, {
			...inner,
			sizes: [38, 32, 27, 23, 20, 17].map((pixels) => pixels * unit),
			maxHeight: size.height * 0.24,
		}),
		...(negative ? [writeText(negative, { ...small, colour: '#ff9f8f' })] : []),
		writeText(parameters, { ...small, colour: '#b9c3da' }),
	]);
	const gap = 14 * unit;
	const height = texts.reduce((sum, text) => sum + text.height + gap, padding * 2 - gap);
	const below = edit.watermark ? 60 * unit : margin;
	const top = size.height - below - height;
	let y = top + padding;
	const written = texts.map((text) => {
		const svg = text.at(margin + padding, y);
		y += text.height + gap;
		return svg;
	});
	const box = `x="${margin}" y="${top}" width="${width}" height="${height}" rx="${padding}"`;
	let svg = `<rect ${box} fill="#0e101c" opacity="0.8"/>${written.join('')}`;
	if (edit.watermark) {
		const mark = await writeText('Qwen-Image', { sizes: [32 * unit] });
		svg += mark.at(size.width - margin - mark.width, size.height - 15 * unit - mark.height);
	}
	return { svg, taken: size.height - top };
}
