import {
	PDFArray,
	PDFContext,
	PDFDict,
	PDFDocument,
	PDFInvalidObject,
	PDFName,
	PDFRawStream,
	type PDFObject,
	type PDFPageLeaf,
	type PDFRef
} from '@cantoo/pdf-lib';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { z } from 'zod';
import { detect } from './detect.ts';
import { activeContentIn, activeWordsIn } from './pdf-active.ts';
import { twoFacesIn } from './pdf-faces.ts';
import { isPasswordError, openPdf } from './pdf-reader.ts';
import { checkNesting, checkTiling, createStreamReader, drawsIn, type Drawing } from './pdf-streams.ts';
import { fileLimits, FileRefusal, type InspectedFile, type PageSize } from './rules.ts';

const limits = fileLimits.pdf;

/** What pdf.js tells of a text field. */
const writtenField = z.object({
	subtype: z.literal('Widget'),
	fieldType: z.literal('Tx'),
	hidden: z.boolean(),
	hasAppearance: z.literal(true),
	fieldValue: z
		.string()
		.nullish()
		.transform((text) => text ?? ''),
	textContent: z.array(z.string()).default([])
});

/**
 * Opens a PDF with both libraries that will work on it later and refuses it if either cannot, if it is locked, if anything in any
 * revision of it acts or shows another face on paper, or if it unpacks beyond the limits. Throws `FileRefusal`.
 */
export async function checkPdf(bytes: Buffer): Promise<InspectedFile> {
	checkEnds(bytes);
	const { document, replaced } = await parse(bytes);
	const { context } = document;
	if (context.trailerInfo.Encrypt) await refuseLocked(bytes);
	const objects = [...context.enumerateIndirectObjects().map(([, object]) => object), ...replaced];
	if (objects.length > limits.objects) throw new FileRefusal('pdf_too_complex', { what: 'objects' });
	for (const object of objects) refuseActive(object, context);
	const pageCount = checkPages(document);
	const face = twoFacesIn(document, objects);
	if (face) throw new FileRefusal('pdf_two_faces', { what: face });
	checkStreams(document, objects);

	const reader = await openForReading(bytes);
	try {
		// Two readers that see different files could show a person something else than was checked.
		if (reader.numPages !== pageCount) throw new FileRefusal('pdf_broken');
		const pageSizes = await readPages(reader);
		return { type: 'pdf', pages: pageCount, pageSizes, pdfVersion: versionOf(bytes, document) };
	} finally {
		await reader.loadingTask.destroy();
	}
}

/** A file that was cut off has no end mark, or one that belongs to an earlier part of it. */
function checkEnds(bytes: Buffer): void {
	let end = bytes.length;
	while (end > 0 && (bytes[end - 1] ?? 0) <= 0x20) end -= 1;
	const tail = bytes.toString('latin1', Math.max(0, end - 2048), end);
	const start = /startxref\s+(\d+)\s+%%EOF(?![\s\S]*startxref)/.exec(tail)?.[1];
	if (start === undefined || Number(start) >= bytes.length) throw new FileRefusal('pdf_broken');
	const after = bytes.subarray(bytes.lastIndexOf('%%EOF') + 5);
	const other = detect(after.subarray(after.findIndex((byte) => byte > 0x20))).label || (endsAsZip(bytes) ? 'ZIP' : '');
	if (other) throw new FileRefusal('pdf_other_file', { detected: other });
}

/** Programs find a ZIP by its last record, wherever it begins: this file would be both. */
function endsAsZip(bytes: Buffer): boolean {
	const from = Math.max(0, bytes.length - 22 - 0xffff);
	for (let at = bytes.indexOf('PK\x05\x06', from, 'latin1'); at >= 0; at = bytes.indexOf('PK\x05\x06', at + 1, 'latin1')) {
		if (at + 22 > bytes.length || bytes.readUInt16LE(at + 8) !== bytes.readUInt16LE(at + 10)) continue;
		if (at + 22 + bytes.readUInt16LE(at + 20) <= bytes.length) return true;
	}
	return false;
}

/** `replaced` holds the objects that a later revision of the file, or a repeated number, has put others in place of. */
async function parse(bytes: Buffer): Promise<{ document: PDFDocument; replaced: PDFObject[] }> {
	const replaced: PDFObject[] = [];
	const assign = Object.getOwnPropertyDescriptor(PDFContext.prototype, 'assign')?.value as PDFContext['assign'];
	let count = 0;
	PDFContext.prototype.assign = function (this: PDFContext, ref: PDFRef, object: PDFObject) {
		const before = this.lookup(ref);
		if (before && before !== object) replaced.push(before);
		count += 1;
		assign.call(this, ref, object);
	};
	try {
		const document = await PDFDocument.load(bytes, {
			ignoreEncryption: true,
			updateMetadata: false,
			preserveXFA: true
		});
		if (count > limits.objects * 2) throw new FileRefusal('pdf_too_complex', { what: 'objects' });
		return { document, replaced };
	} catch (error) {
		throw asPdfRefusal(error);
	} finally {
		PDFContext.prototype.assign = assign;
	}
}

async function refuseLocked(bytes: Buffer): Promise<never> {
	const reader = await openForReading(bytes);
	await reader.loadingTask.destroy();
	throw new FileRefusal('pdf_owner_password');
}

async function openForReading(bytes: Buffer): Promise<PDFDocumentProxy> {
	try {
		return await openPdf(bytes);
	} catch (error) {
		if (isPasswordError(error)) throw new FileRefusal('pdf_encrypted');
		// pdf.js says this of a lock it has no key for: a certificate, or a scheme of some other product.
		if (error instanceof Error && /encrypt/i.test(error.message)) throw new FileRefusal('pdf_encrypted');
		throw asPdfRefusal(error);
	}
}

function refuseActive(object: PDFObject, context: PDFContext): void {
	if (object instanceof PDFInvalidObject) {
		const raw = new Uint8Array(object.sizeInBytes());
		object.copyBytesInto(raw, 0);
		const word = activeWordsIn(raw);
		// An object stream that cannot be read may hold anything.
		if (word === 'ObjStm') throw new FileRefusal('pdf_broken');
		if (word) throw new FileRefusal('pdf_active_content', { what: word });
		return;
	}
	const found = activeContentIn(object, context);
	if (found) throw new FileRefusal('pdf_active_content', { what: found });
}

function checkPages(document: PDFDocument): number {
	try {
		const pages = document.getPages();
		if (pages.length === 0) throw new FileRefusal('pdf_broken');
		if (pages.length > limits.pages) throw new FileRefusal('pdf_too_complex', { what: 'pages' });
		for (const page of pages) {
			checkPageSize(page.getMediaBox());
			checkPageSize(page.getCropBox());
		}
		return pages.length;
	} catch (error) {
		throw asPdfRefusal(error);
	}
}

function checkPageSize({ width, height }: PageSize): void {
	const sides = [Math.abs(width), Math.abs(height)];
	if (sides.some((side) => !Number.isFinite(side) || side === 0)) throw new FileRefusal('pdf_broken');
	if (sides.some((side) => side > limits.pageSide)) throw new FileRefusal('pdf_too_complex', { what: 'page_size' });
}

function checkStreams(document: PDFDocument, objects: readonly PDFObject[]): void {
	const { context } = document;
	const reader = createStreamReader(context);
	const resourcesOf = (dict: PDFDict) => {
		const found = context.lookup(dict.get(PDFName.of('Resources')));
		return found instanceof PDFDict ? found : undefined;
	};
	const pages = document.getPages().map(({ node }) => {
		return { node, draws: new Map<string, number>(), bytes: 0, resources: node.Resources() };
	});
	const pageOf = new Map<PDFObject, (typeof pages)[number][]>();
	for (const page of pages) {
		for (const content of contentsOf(page.node, context)) pageOf.set(content, [...(pageOf.get(content) ?? []), page]);
	}
	const forms = new Map<PDFObject, Drawing>();
	for (const object of objects) {
		if (!(object instanceof PDFRawStream)) continue;
		const unpacked = reader.read(object);
		const drawnOn = pageOf.get(object);
		if (drawnOn && !unpacked) throw new FileRefusal('pdf_broken');
		if (!unpacked) continue;
		if (drawnOn) {
			const draws = drawsIn(unpacked);
			for (const page of drawnOn) {
				page.bytes += unpacked.length;
				for (const [name, times] of draws) page.draws.set(name, (page.draws.get(name) ?? 0) + times);
			}
		} else if (context.lookup(object.dict.get(PDFName.of('Subtype'))) === PDFName.of('Form')) {
			forms.set(object, { draws: drawsIn(unpacked), bytes: unpacked.length, resources: resourcesOf(object.dict) });
		}
	}
	checkNesting(pages, forms, context);
	const areas = document.getPages().map((page) => page.getWidth() * page.getHeight());
	checkTiling(objects, Math.max(...areas), context);
}

function contentsOf(page: PDFPageLeaf, context: PDFContext): PDFObject[] {
	const contents = context.lookup(page.get(PDFName.of('Contents')));
	const items = contents instanceof PDFArray ? contents.asArray().map((item) => context.lookup(item)) : [contents];
	return items.filter((item) => item instanceof PDFRawStream);
}

/** What pdf.js makes of each page: its size as it is seen, and a second opinion on what acts. */
async function readPages(reader: PDFDocumentProxy): Promise<PageSize[]> {
	try {
		if (await reader.getAttachments()) throw new FileRefusal('pdf_active_content', { what: 'EmbeddedFiles' });
		if (await reader.getJSActions()) throw new FileRefusal('pdf_active_content', { what: 'JavaScript' });
		const sizes: PageSize[] = [];
		for (let number = 1; number <= reader.numPages; number += 1) {
			const page = await reader.getPage(number);
			if (await page.getJSActions()) throw new FileRefusal('pdf_active_content', { what: 'JavaScript' });
			const { width, height } = page.getViewport({ scale: 1 });
			checkPageSize({ width, height });
			await refuseOtherValues(page);
			sizes.push({ width: Math.round(width * 100) / 100, height: Math.round(height * 100) / 100 });
			page.cleanup();
		}
		return sizes;
	} catch (error) {
		throw asPdfRefusal(error);
	}
}

/** A browser writes a field's value over its drawing, and paper has the drawing: both must say the same. */
async function refuseOtherValues(page: PDFPageProxy): Promise<void> {
	const squeezed = (text: string) => text.normalize('NFC').replace(/\s+/gu, '');
	const annotations: unknown[] = await page.getAnnotations({ intent: 'any' });
	for (const annotation of annotations) {
		const field = writtenField.safeParse(annotation).data;
		if (!field || field.hidden) continue;
		if (squeezed(field.textContent.join('')) !== squeezed(field.fieldValue)) throw new FileRefusal('pdf_two_faces', { what: 'Value' });
	}
}

function versionOf(bytes: Buffer, document: PDFDocument): string | null {
	const header = /^%PDF-(\d\.\d)/.exec(bytes.toString('latin1', 0, 16))?.[1] ?? null;
	const declared = document.context.lookup(document.catalog.get(PDFName.of('Version')));
	const later = declared instanceof PDFName ? declared.decodeText() : null;
	return later && /^\d\.\d$/.test(later) && (!header || later > header) ? later : header;
}

/** Libraries throw all kinds of errors at a damaged file. A stack that ran over means nesting without end. */
function asPdfRefusal(error: unknown): FileRefusal {
	if (error instanceof FileRefusal) return error;
	if (error instanceof RangeError) return new FileRefusal('pdf_too_complex', { what: 'nesting' });
	return new FileRefusal('pdf_broken');
}
