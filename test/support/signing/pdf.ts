import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRef } from '@cantoo/pdf-lib';

/** A small file of pages with a line of text each. */
export async function makePdf(lines: readonly string[] = ['QUYET DINH 12/QD-UBND'], { packed = false } = {}): Promise<Buffer> {
	const document = await PDFDocument.create();
	for (const line of lines) document.addPage([300, 200]).drawText(line, { x: 20, y: 120, size: 14 });
	return Buffer.from(await document.save({ useObjectStreams: packed, addDefaultPage: false }));
}

export type SignOptions = {
	field?: string;
	format?: string;
	/** Makes the signature over the signed parts. */
	sign: (bytes: Buffer) => Buffer;
	/** Bytes reserved for it. */
	room?: number;
	/** Changes the range before it is written; the numbers are start, length, start, length. */
	range?: (range: [number, number, number, number], size: number) => number[];
	claimedAt?: Date;
	/** The entry that the hole stands in. */
	entry?: string;
};

const wide = 10;

/** Adds a signature as a program for signing does: an update with the field, its place on the first page and the signature itself. */
export async function signPdf(bytes: Buffer, options: SignOptions): Promise<Buffer> {
	const { field = 'Signature1', format = 'ETSI.CAdES.detached', room = 12_000, claimedAt = new Date('2026-11-20T03:00:00Z') } = options;
	const document = await PDFDocument.load(bytes, { updateMetadata: false });
	const { context, catalog } = document;
	const [page] = document.getPages();
	if (!page) throw new Error('no page');
	const next = context.largestObjectNumber + 1;
	const form = catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict);
	const fields = form?.lookupMaybe(PDFName.of('Fields'), PDFArray)?.asArray() ?? [];
	const annots = page.node.lookupMaybe(PDFName.of('Annots'), PDFArray)?.asArray() ?? [];
	const widget = PDFRef.of(next);
	const day = claimedAt.toISOString().replace(/[-:T]|\.\d+Z/g, '');
	const blank = '0'.repeat(room * 2);
	const holder = `[0 ${'*'.repeat(wide)} ${'*'.repeat(wide)} ${'*'.repeat(wide)}]`;
	const value = `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${format} /M (D:${day}Z) /ByteRange ${holder} /${options.entry ?? 'Contents'} <${blank}> >>`;
	const newPage = page.node.clone(context);
	newPage.set(PDFName.of('Annots'), context.obj([...annots, widget]));
	const newCatalog = catalog.clone(context);
	newCatalog.set(PDFName.of('AcroForm'), context.obj({ Fields: [...fields, widget], SigFlags: 3 }));
	const update = appendUpdate(
		bytes,
		document,
		new Map([
			[next, `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${field}) /F 132 /Rect [0 0 0 0] /P ${page.ref.tag} /V ${next + 1} 0 R >>`],
			[next + 1, value],
			[page.ref.objectNumber, newPage.toString()],
			[refOf(document, 'Root'), newCatalog.toString()]
		])
	);
	const at = update.indexOf(`<${blank}>`, bytes.length, 'latin1');
	const to = at + room * 2 + 2;
	const right: [number, number, number, number] = [0, at, to, update.length - to];
	const range = options.range?.(right, update.length) ?? right;
	update.write(`[${range.join(' ')}]`.padEnd(holder.length, ' '), update.indexOf(holder, bytes.length, 'latin1'), 'latin1');
	const signature = options.sign(Buffer.concat([update.subarray(0, at), update.subarray(to)]));
	if (signature.length > room) throw new Error('the signature needs more room');
	update.write(signature.toString('hex'), at + 1, 'latin1');
	return update;
}

/** Writes other objects over those of the file, in an update of its own. */
export async function updatePdf(bytes: Buffer, change: (document: PDFDocument) => ReadonlyMap<number, string>): Promise<Buffer> {
	const document = await PDFDocument.load(bytes, { updateMetadata: false });
	return appendUpdate(bytes, document, change(document));
}

export function refOf(document: PDFDocument, key: 'Root'): number {
	const ref = document.context.trailerInfo[key];
	if (!(ref instanceof PDFRef)) throw new Error(`no ${key}`);
	return ref.objectNumber;
}

/** The update as bytes behind the file, with a table as the file itself has it: plain, or as a stream. */
function appendUpdate(bytes: Buffer, document: PDFDocument, objects: ReadonlyMap<number, string>): Buffer {
	const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.toString('latin1'))?.[1];
	const isStream = !bytes.toString('latin1', Number(previous), Number(previous) + 4).startsWith('xref');
	const numbers = [...objects.keys()].toSorted((a, b) => a - b);
	let body = bytes.at(-1) === 0x0a ? '' : '\n';
	const places = new Map<number, number>();
	for (const number of numbers) {
		places.set(number, bytes.length + body.length);
		body += `${number} 0 obj\n${objects.get(number) ?? ''}\nendobj\n`;
	}
	const start = bytes.length + body.length;
	const size = Math.max(document.context.largestObjectNumber, ...numbers) + 1;
	const links = `/Prev ${previous} /Root ${refOf(document, 'Root')} 0 R`;
	if (isStream) {
		places.set(size, start);
		const all = [...numbers, size];
		const rows = Buffer.concat(
			all.map((number) => {
				const row = Buffer.alloc(7);
				row.writeUInt8(1, 0);
				row.writeUInt32BE(places.get(number) ?? 0, 1);
				return row;
			})
		);
		const index = all.map((number) => `${number} 1`).join(' ');
		body += `${size} 0 obj\n<< /Type /XRef /W [1 4 2] /Index [${index}] /Size ${size + 1} ${links} /Length ${rows.length} >>\nstream\n`;
		body += `${rows.toString('latin1')}\nendstream\nendobj\n`;
	} else {
		body += 'xref\n';
		for (const number of numbers) body += `${number} 1\n${String(places.get(number) ?? 0).padStart(10, '0')} 00000 n \n`;
		body += `trailer\n<< /Size ${size} ${links} >>\n`;
	}
	body += `startxref\n${start}\n%%EOF\n`;
	return Buffer.concat([bytes, Buffer.from(body, 'latin1')]);
}
