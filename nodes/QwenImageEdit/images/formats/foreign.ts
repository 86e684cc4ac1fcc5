import { ascii } from './reading';

/** How many bytes are looked at to tell texts and unknown files apart. */
export const FOREIGN_BYTES = 2048;

/** Signatures at the start of files the service does not take; the names complete "Image 2 is …". */
const SIGNATURES: ReadonlyArray<readonly [signature: string, name: string]> = [
	['%PDF-', 'PDF'],
	['8BPS', 'PSD (Photoshop)'],
	['PK\x03\x04', 'ZIP'],
	['\0\0\x01\0', 'ICO'],
	['\0\0\x02\0', 'CUR'],
	['\xff\x0a', 'JPEG XL'],
	['\0\0\0\x0cJXL \r\n\x87\n', 'JPEG XL'],
	['\0\0\0\x0cjP  \r\n\x87\n', 'JPEG 2000'],
	['\xff\x4f\xff\x51', 'JPEG 2000'],
	['%!PS', 'EPS'],
	['\xc5\xd0\xd3\xc6', 'EPS'],
	['IIRO', 'camera RAW'],
	['IIU\0', 'camera RAW'],
	['FUJIFILMCCD-RAW', 'camera RAW'],
	['FOVb', 'camera RAW'],
	['gimp xcf', 'XCF (GIMP)'],
	['\x76\x2f\x31\x01', 'OpenEXR'],
	['#?RADIANCE', 'Radiance HDR'],
	['qoif', 'QOI'],
	['DDS ', 'DDS'],
	['\x1a\x45\xdf\xa3', 'a video (WebM or Matroska)'],
	['FLV\x01', 'a video (FLV)'],
	['OggS', 'an Ogg file'],
	['ID3', 'MP3'],
	['\x1f\x8b', 'GZIP'],
	['Rar!\x1a\x07', 'RAR'],
	['7z\xbc\xaf\x27\x1c', '7-Zip'],
	['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an Office document'],
];

/** Brands of the ISO base media family (the box `ftyp`), by what a person would call the file. */
const BRANDS: ReadonlyArray<readonly [brands: readonly string[], name: string]> = [
	[['avif', 'avis'], 'AVIF'],
	[['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'], 'HEIC'],
	[['crx '], 'Canon RAW'],
	[['mif1', 'msf1', 'mif2', 'miaf'], 'HEIF'],
	[['qt  '], 'a video (QuickTime)'],
];

/**
 * Name of a kind of file that is no image the service takes; undefined where it is not known.
 * @param head the first bytes, `FOREIGN_BYTES` of them or the whole file
 */
export function nameForeign(head: Uint8Array): string | undefined {
	const start = ascii(head, 0, 16);
	if (start.slice(4, 8) === 'ftyp') return nameByBrand(head);
	const known = SIGNATURES.find(([signature]) => start.startsWith(signature));
	if (known !== undefined) return known[1];
	if (start.startsWith('RIFF')) {
		if (start.slice(8, 12) === 'AVI ') return 'a video (AVI)';
		return start.slice(8, 12) === 'WAVE' ? 'WAV' : undefined;
	}
	return nameText(head);
}

function nameByBrand(head: Uint8Array): string {
	const boxBytes = Math.min((head[2] ?? 0) * 256 + (head[3] ?? 0), head.length);
	const brands = [ascii(head, 8, 12)];
	for (let at = 16; at + 4 <= boxBytes; at += 4) brands.push(ascii(head, at, at + 4));
	// The first brand may be the general one while a later one says which compression is used.
	const found = BRANDS.find(([names]) => brands.some((brand) => names.includes(brand)));
	return found?.[1] ?? 'a video (MP4)';
}

function nameText(head: Uint8Array): string | undefined {
	if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
		return 'text';
	}
	// The window may end inside a character, hence no complaint about the last ones.
	const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8');
	if (head.some(isControl) || /\ufffd(?!\ufffd*$)/.test(text)) {
		return undefined;
	}
	const trimmed = text.replace(/^[\ufeff\s]+/, '').toLowerCase();
	if (trimmed === '') return undefined;
	if (trimmed.startsWith('%pdf-')) return 'PDF';
	if (trimmed.startsWith('<')) {
		if (/<svg[\s>]/.test(trimmed) && !trimmed.includes('<html')) return 'SVG';
		if (trimmed.startsWith('<!doctype html') || /<(html|head|body)[\s>]/.test(trimmed)) {
			return 'a web page (HTML)';
		}
		if (trimmed.startsWith('<?xml') || /^<[a-z!][^<]*>/.test(trimmed)) return 'XML';
	}
	if (trimmed.startsWith('{') || trimmed.startsWith('[')) return 'JSON';
	if (trimmed.startsWith('data:image/')) return 'text that holds a data URI';
	return 'text';
}

/** Control characters that no text holds; tab, line ends, form feed and escape are fine. */
function isControl(byte: number): boolean {
	return byte < 9 || (byte > 13 && byte < 32 && byte !== 27);
}
