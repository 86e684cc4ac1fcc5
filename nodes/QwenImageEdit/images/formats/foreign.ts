import { ascii } from './reading';

/** How many bytes are looked at to tell texts and unknown files apart. */
export const FOREIGN_BYTES = 2048;

/** Signatures at the start of files the service does not take; the names complete "Image 2 is …". */
const SIGNATURES: ReadonlyArray<readonly [signature: string, name: string]> = [
	['%PDF-', 'a PDF file'],
	['8BPS', 'a PSD file (Photoshop)'],
	['PK\x03\x04', 'a ZIP file'],
	['\0\0\x01\0', 'an ICO file'],
	['\0\0\x02\0', 'a CUR file'],
	['\xff\x0a', 'a JPEG XL file'],
	['\0\0\0\x0cJXL \r\n\x87\n', 'a JPEG XL file'],
	['\0\0\0\x0cjP  \r\n\x87\n', 'a JPEG 2000 file'],
	['\xff\x4f\xff\x51', 'a JPEG 2000 file'],
	['%!PS', 'an EPS file'],
	['\xc5\xd0\xd3\xc6', 'an EPS file'],
	['IIRO', 'a camera RAW file'],
	['IIU\0', 'a camera RAW file'],
	['FUJIFILMCCD-RAW', 'a camera RAW file'],
	['FOVb', 'a camera RAW file'],
	['gimp xcf', 'an XCF file (GIMP)'],
	['\x76\x2f\x31\x01', 'an OpenEXR file'],
	['#?RADIANCE', 'a Radiance HDR file'],
	['qoif', 'a QOI file'],
	['DDS ', 'a DDS file'],
	['\x1a\x45\xdf\xa3', 'a video (WebM or Matroska)'],
	['FLV\x01', 'a video (FLV)'],
	['OggS', 'an Ogg file'],
	['ID3', 'an MP3 file'],
	['\x1f\x8b', 'a GZIP file'],
	['Rar!\x1a\x07', 'a RAR file'],
	['7z\xbc\xaf\x27\x1c', 'a 7-Zip file'],
	['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an Office document'],
];

/** Brands of the ISO base media family (the box `ftyp`), by what a person would call the file. */
const BRANDS: ReadonlyArray<readonly [brands: readonly string[], name: string]> = [
	[['avif', 'avis'], 'an AVIF file'],
	[['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'], 'a HEIC file'],
	[['crx '], 'a Canon RAW file'],
	[['mif1', 'msf1', 'mif2', 'miaf'], 'a HEIF file'],
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
		return start.slice(8, 12) === 'WAVE' ? 'a WAV file' : undefined;
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
		return 'a text file';
	}
	// The window may end inside a character, hence no complaint about the last ones.
	const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('utf8');
	if (head.some(isControl) || /\ufffd(?!\ufffd*$)/.test(text)) {
		return undefined;
	}
	const trimmed = text.replace(/^[\ufeff\s]+/, '').toLowerCase();
	if (trimmed === '') return undefined;
	if (trimmed.startsWith('%pdf-')) return 'a PDF file';
	if (trimmed.startsWith('<')) {
		if (/<svg[\s>]/.test(trimmed) && !trimmed.includes('<html')) return 'an SVG file';
		if (trimmed.startsWith('<!doctype html') || /<(html|head|body)[\s>]/.test(trimmed)) {
			return 'a web page (HTML)';
		}
		if (trimmed.startsWith('<?xml') || /^<[a-z!][^<]*>/.test(trimmed)) return 'an XML file';
	}
	if (trimmed.startsWith('{') || trimmed.startsWith('[')) return 'a JSON file';
	if (trimmed.startsWith('data:image/')) return 'a text file that contains a data URI';
	return 'a text file';
}

/** Control characters that no text holds; tab, line ends, form feed and escape are fine. */
function isControl(byte: number): boolean {
	return byte < 9 || (byte > 13 && byte < 32 && byte !== 27);
}
