import { inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';
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

type Drawing = { readonly draws: ReadonlyMap<string, number>; readonly resources: PDFDict | undefined };

/**
 * Refuses drawings that draw drawings that draw drawings: ten levels of ten lines each are a billion. `forms` holds what each form
 * object draws, by the object itself.
 */
export function checkNesting(pages: readonly Drawing[], forms: ReadonlyMap<PDFObject, Drawing>, context: PDFContext): void {
	const known = new Map<PDFObject, number>();
	const open = new Set<PDFObject>();

	function cost(drawing: Drawing, inherited: PDFDict | undefined): number {
		const resources = drawing.resources ?? inherited;
		const objects = context.lookup(resources?.get(PDFName.of('XObject')));
		let sum = 0;
		for (const [name, times] of drawing.draws) {
			const drawn = objects instanceof PDFDict ? context.lookup(objects.get(PDFName.of(name))) : undefined;
			const form = drawn && forms.get(drawn);
			sum += times * (1 + (drawn && form ? costOnce(drawn, form, resources) : 0));
			if (sum > limits.formDraws) throw new FileRefusal('pdf_too_complex', { what: 'nesting' });
		}
		return sum;
	}

	function costOnce(drawn: PDFObject, form: Drawing, resources: PDFDict | undefined): number {
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
