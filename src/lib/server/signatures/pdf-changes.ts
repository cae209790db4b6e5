import { createHash } from 'node:crypto';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';
import type { Appended } from '#lib/domain/signatures/report.ts';
import { lookup, signatureFields } from './pdf-signatures.ts';
import { isPlainUpdate } from './pdf-updates.ts';

/**
 * What stands in the file behind a signed part. `signatures`: the pages and everything they use are as they were, and only signatures, time stamps
 * and what proves them came; `unclear`: it cannot be told for certain what a reader will show.
 */
export async function appendedAfter(document: PDFDocument, bytes: Uint8Array, end: number): Promise<Appended> {
	if (end === bytes.length) return 'nothing';
	const isBlank = bytes.subarray(end).every((byte) => byte <= 0x20);
	if (isBlank) return 'nothing';
	try {
		if (!isPlainUpdate(document, bytes, end)) return 'unclear';
		const before = await PDFDocument.load(bytes.subarray(0, end), { ignoreEncryption: true, updateMetadata: false, preserveXFA: true });
		const signed = new Set(
			signatureFields(before)
				.filter(({ value }) => value !== null)
				.map(({ name }) => name)
		);
		return fingerprint(before, signed) === fingerprint(document, signed) ? 'signatures' : 'changes';
	} catch {
		return 'unclear';
	}
}

/** Keys of the catalog that say nothing of what is seen: proofs of signatures, versions, what search engines read. */
const beside = new Set(['DSS', 'Extensions', 'Metadata', 'Version', 'Perms']);
/** Where forms keep what all fields share; the list of fields is gone through by itself. */
const ofForms = new Set(['SigFlags', 'Fields', 'DR', 'DA', 'NeedAppearances']);

/**
 * One hash of all that can be reached from the catalog, but for fields of signatures that were not signed yet. Objects are numbered as they are met,
 * so that their numbers in the file do not matter.
 */
function fingerprint(document: PDFDocument, signed: ReadonlySet<string>): string {
	const { context, catalog } = document;
	const skipped = new Set<PDFDict>(
		signatureFields(document)
			.filter(({ name }) => !signed.has(name))
			.map(({ dict }) => dict)
	);
	const hash = createHash('sha256');
	const numbers = new Map<string, number>();
	const queue: PDFRef[] = [];

	const isSkipped = (item: PDFObject) => {
		const found = context.lookup(item);
		return found instanceof PDFDict && skipped.has(found);
	};
	const write = (object: PDFObject | undefined, keys?: (key: string) => boolean): void => {
		if (object instanceof PDFRef) {
			const known = numbers.get(object.tag);
			hash.update(`R${known ?? numbers.size} `);
			if (known === undefined) {
				numbers.set(object.tag, numbers.size);
				queue.push(object);
			}
		} else if (object instanceof PDFArray) {
			hash.update('[');
			for (const item of object.asArray()) if (!isSkipped(item)) write(item);
			hash.update(']');
		} else if (object instanceof PDFDict) writeDict(object, keys);
		else if (object instanceof PDFRawStream) {
			writeDict(object.dict);
			hash.update(`stream ${object.contents.length} `).update(object.contents);
		} else hash.update(object ? object.toString() : 'null').update(' ');
	};
	const writeDict = (dict: PDFDict, keys: (key: string) => boolean = () => true): void => {
		const entries = dict
			.entries()
			.map(([key, value]) => ({ key: key.decodeText(), value }))
			.filter(({ key, value }) => keys(key) && !isEmptied(key, value))
			.sort((a, b) => (a.key < b.key ? -1 : 1));
		hash.update('<<');
		for (const { key, value } of entries) {
			hash.update(`/${key} `);
			write(value);
		}
		hash.update('>>');
	};
	/** A list of notes that had only places for signatures is as good as none. */
	const isEmptied = (key: string, value: PDFObject) => {
		if (key !== 'Annots') return false;
		const list = context.lookup(value);
		return list instanceof PDFArray && list.asArray().every(isSkipped);
	};

	write(catalog, (key) => !beside.has(key) && key !== 'AcroForm');
	const form = lookup(context, catalog, 'AcroForm');
	if (form instanceof PDFDict) {
		write(form, (key) => !ofForms.has(key));
		const fields = lookup(context, form, 'Fields');
		if (fields instanceof PDFArray) write(fields);
	} else hash.update('<<>>');
	for (let ref = queue.shift(); ref; ref = queue.shift()) write(inlineAnnots(context.lookup(ref), context));
	return hash.digest('hex');
}

/** The list of notes may be written in the page or beside it; signing programs change one into the other. */
function inlineAnnots(object: PDFObject | undefined, context: PDFContext): PDFObject | undefined {
	if (!(object instanceof PDFDict)) return object;
	const list = object.get(PDFName.of('Annots'));
	if (!(list instanceof PDFRef)) return object;
	const copy = PDFDict.withContext(context);
	for (const [key, value] of object.entries()) copy.set(key, value);
	copy.set(PDFName.of('Annots'), context.lookup(list) ?? list);
	return copy;
}
