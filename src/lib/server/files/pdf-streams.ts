import { inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';
import { entryOf, itemsOf, numberOf } from './pdf-dicts.ts';
import { jpegSize } from './image-check.ts';
import { fileLimits, FileRefusal } from './rules.ts';

const limits = fileLimits.pdf;
const imageFilters = new Set(['DCTDecode', 'JPXDecode', 'CCITTFaxDecode', 'JBIG2Decode']);
/** These are unpacked by plain JavaScript and can swell a thousandfold, so little of them is let in. */
const slowFilters = new Set(['LZWDecode', 'RunLengthDecode']);
const plainFilters = new Set(['ASCII85Decode', 'ASCIIHexDecode', 'Crypt']);
const slowBytes = 4 * 1024 * 1024;
const chainLength = 4;

/** Unpacks the streams of a file one after another within the limits of `fileLimits.pdf`, keeping none. */
export function createStreamReader(context: PDFContext): { read(stream: PDFRawStream): Buffer | null } {
	let total = 0;
	return {
		/** The unpacked bytes; null for an image (only its size is checked) and for a stream that cannot be unpacked. */
		read(stream) {
			const filters = filtersOf(stream, context);
			if (filters.length > chainLength) throw new FileRefusal('pdf_too_complex', { what: 'filters' });
			if (isImage(stream, filters, context)) {
				checkImage(stream, filters, context);
				return null;
			}
			let bytes: Buffer | null = Buffer.from(stream.contents.buffer, stream.contents.byteOffset, stream.contents.byteLength);
			for (const filter of filters) bytes = bytes && unpackOnce(bytes, filter, context);
			total += bytes?.length ?? 0;
			if (total > limits.allStreamBytes) throw new FileRefusal('pdf_too_complex', { what: 'streams' });
			return bytes;
		}
	};
}

function filtersOf(stream: PDFRawStream, context: PDFContext): string[] {
	const filter = context.lookup(stream.dict.get(PDFName.of('Filter')));
	const items = filter instanceof PDFArray ? filter.asArray().map((item) => context.lookup(item)) : [filter];
	return items.filter((item) => item instanceof PDFName).map((item) => item.decodeText());
}

function isImage(stream: PDFRawStream, filters: string[], context: PDFContext): boolean {
	const subtype = context.lookup(stream.dict.get(PDFName.of('Subtype')));
	return subtype === PDFName.of('Image') || filters.some((filter) => imageFilters.has(filter));
}

function checkImage(stream: PDFRawStream, filters: string[], context: PDFContext): void {
	const numberAt = (key: string) => {
		const value = context.lookup(stream.dict.get(PDFName.of(key)));
		return value instanceof PDFNumber ? value.asNumber() : 0;
	};
	const inside = filters.length === 1 && filters[0] === 'DCTDecode' ? jpegSize(stream.contents) : null;
	const pixels = Math.max(numberAt('Width') * numberAt('Height'), (inside?.width ?? 0) * (inside?.height ?? 0));
	if (pixels > limits.imagePixels) throw new FileRefusal('pdf_too_complex', { what: 'image' });
}

function unpackOnce(bytes: Buffer, filter: string, context: PDFContext): Buffer | null {
	if (filter === 'FlateDecode') return inflate(bytes);
	if (!slowFilters.has(filter) && !plainFilters.has(filter)) return null;
	if (slowFilters.has(filter) && bytes.length > slowBytes) throw new FileRefusal('pdf_too_complex', { what: 'stream' });
	if (filter === 'Crypt') return bytes;
	const dict = PDFDict.withContext(context);
	dict.set(PDFName.of('Filter'), PDFName.of(filter));
	const unpacked = Buffer.from(decodePDFRawStream(PDFRawStream.of(dict, bytes)).decode());
	if (unpacked.length > limits.streamBytes) throw new FileRefusal('pdf_too_complex', { what: 'stream' });
	return unpacked;
}

function inflate(bytes: Buffer): Buffer | null {
	try {
		return inflateSync(bytes, { maxOutputLength: limits.streamBytes, finishFlush: 2 });
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : '';
		if (code === 'ERR_BUFFER_TOO_LARGE') throw new FileRefusal('pdf_too_complex', { what: 'stream' });
		// Readers forgive a wrong checksum at the end of a stream; only its beginning tells damage from sloppiness.
		return error instanceof Error && error.message === 'incorrect data check' ? Buffer.alloc(0) : null;
	}
}

/** How often a content stream draws each named object. */
export function drawsIn(content: Buffer): Map<string, number> {
	const draws = new Map<string, number>();
	for (const [, name = ''] of content.toString('latin1').matchAll(/\/([^\s/[\]()<>{}%]+)\s+Do(?![A-Za-z])/g)) {
		draws.set(name, (draws.get(name) ?? 0) + 1);
	}
	return draws;
}

export type Drawing = {
	/** How often it draws each named object. */
	readonly draws: ReadonlyMap<string, number>;
	/** Unpacked bytes of its own operators. */
	readonly bytes: number;
	readonly resources: PDFDict | undefined;
};

type Cost = { readonly draws: number; readonly bytes: number };

/**
 * Refuses drawings that draw drawings that draw drawings: ten levels of ten lines each are a billion; and one long drawing that a
 * page draws a thousand times. `forms` holds what each form object draws, by the object itself.
 */
export function checkNesting(pages: readonly Drawing[], forms: ReadonlyMap<PDFObject, Drawing>, context: PDFContext): void {
	const known = new Map<PDFObject, Cost>();
	const open = new Set<PDFObject>();

	function cost(drawing: Drawing, inherited: PDFDict | undefined): Cost {
		const resources = drawing.resources ?? inherited;
		const objects = context.lookup(resources?.get(PDFName.of('XObject')));
		let { bytes } = drawing;
		let draws = 0;
		for (const [name, times] of drawing.draws) {
			const drawn = objects instanceof PDFDict ? context.lookup(objects.get(PDFName.of(name))) : undefined;
			const form = drawn && forms.get(drawn);
			const inside = drawn && form ? costOnce(drawn, form, resources) : { draws: 0, bytes: 0 };
			draws += times * (1 + inside.draws);
			bytes += times * inside.bytes;
			if (draws > limits.formDraws) throw new FileRefusal('pdf_too_complex', { what: 'nesting' });
			if (bytes > limits.drawnBytes) throw new FileRefusal('pdf_too_complex', { what: 'drawing' });
		}
		return { draws, bytes };
	}

	function costOnce(drawn: PDFObject, form: Drawing, resources: PDFDict | undefined): Cost {
		const before = known.get(drawn);
		if (before !== undefined) return before;
		if (open.has(drawn)) throw new FileRefusal('pdf_too_complex', { what: 'nesting' });
		open.add(drawn);
		const sum = cost(form, resources);
		open.delete(drawn);
		known.set(drawn, sum);
		return sum;
	}

	for (const page of pages) cost(page, undefined);
}

/**
 * Refuses a pattern whose cells are so small that a page would take millions of them; a program that draws it stands still.
 * @param area of the largest page, in square points
 */
export function checkTiling(objects: readonly PDFObject[], area: number, context: PDFContext): void {
	for (const object of objects) {
		if (!(object instanceof PDFRawStream)) continue;
		const numberAt = (key: string) => numberOf(entryOf(object.dict, key, context));
		if (numberAt('PatternType') !== 1) continue;
		const [a = 1, b = 0, c = 0, d = 1] = itemsOf(entryOf(object.dict, 'Matrix', context), context).map(numberOf);
		const cell = Math.abs(numberAt('XStep') * numberAt('YStep') * (a * d - b * c));
		if (!(area / cell <= limits.tiles)) throw new FileRefusal('pdf_too_complex', { what: 'tiling' });
	}
}
