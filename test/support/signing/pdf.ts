import { deflateSync } from 'node:zlib';
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

/**
 * The same as programs of today write it: the objects packed into a stream, the table a stream with rows told by what differs from the row above.
 * @param unnamed numbers that lie in the stream and in no table
 */
export async function updatePacked(
	bytes: Buffer,
	change: (document: PDFDocument) => ReadonlyMap<number, string>,
	unnamed: readonly number[] = []
): Promise<Buffer> {
	const document = await PDFDocument.load(bytes, { updateMetadata: false });
	const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes.toString('latin1'))?.[1];
	const objects = [...change(document)].toSorted(([a], [b]) => a - b);
	const holder = document.context.largestObjectNumber + 1;
	let packed = '';
	const head = objects.map(([number, text]) => {
		const at = packed.length;
		packed += `${text} `;
		return `${number} ${at}`;
	});
	const first = `${head.join(' ')} `;
	const stream = deflateSync(Buffer.from(first + packed, 'latin1'));
	const at = bytes.length + 1;
	const begin = `${holder} 0 obj\n<< /Type /ObjStm /N ${objects.length} /First ${first.length} /Filter /FlateDecode /Length ${stream.length} >>\nstream\n`;
	const held = Buffer.concat([Buffer.from(`\n${begin}`, 'latin1'), stream, Buffer.from('\nendstream\nendobj\n')]);
	const start = bytes.length + held.length;
	const named = objects.flatMap(([number], index) => (unnamed.includes(number) ? [] : [{ number, row: [2, holder, index] as const }]));
	const all = [...named, { number: holder, row: [1, at, 0] as const }, { number: holder + 1, row: [1, start, 0] as const }];
	let above = Buffer.alloc(7);
	const rows = all.map(({ row: [kind, place, index] }) => {
		const row = Buffer.alloc(7);
		row.writeUInt8(kind, 0);
		row.writeUInt32BE(place, 1);
		row.writeUInt16BE(index, 5);
		const differs = row.map((byte, column) => (byte - (above[column] ?? 0)) & 0xff);
		above = row;
		return Buffer.from([2, ...differs]);
	});
	const table = deflateSync(Buffer.concat(rows));
	const index = all.map(({ number }) => `${number} 1`).join(' ');
	const links = `/Prev ${previous} /Root ${refOf(document, 'Root')} 0 R`;
	const how = `/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 7 >> /Length ${table.length}`;
	const end = `${holder + 1} 0 obj\n<< /Type /XRef /W [1 4 2] /Index [${index}] /Size ${holder + 2} ${links} ${how} >>\nstream\n`;
	return Buffer.concat([bytes, held, Buffer.from(end), table, Buffer.from(`\nendstream\nendobj\nstartxref\n${start}\n%%EOF\n`)]);
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
