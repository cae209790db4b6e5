import { constants, deflateRawSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';

/** A stream object: its dictionary without Length, and its bytes. */
export type PdfStream = { readonly dict: string; readonly bytes: Buffer };

export type PdfParts = {
	/** Object number → body. 1 is the catalog, 2 the page tree. */
	readonly objects: Readonly<Record<number, string | PdfStream>>;
	readonly trailer?: string;
};

/** Writes a PDF from its objects as they stand, with a right cross-reference table. */
export function writePdf({ objects, trailer = '' }: PdfParts): Buffer {
	const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
	let length = (chunks[0] as Buffer).length;
	const offsets = new Map<number, number>();
	const push = (chunk: Buffer | string) => {
		const bytes = Buffer.from(chunk as string, 'latin1');
		chunks.push(bytes);
		length += bytes.length;
	};
	for (const [number, body] of Object.entries(objects)) {
		offsets.set(Number(number), length);
		push(`${number} 0 obj\n`);
		if (typeof body === 'string') {
			push(body);
		} else {
			push(`<< ${body.dict} /Length ${body.bytes.length} >>\nstream\n`);
			push(body.bytes);
			push('\nendstream');
		}
		push('\nendobj\n');
	}
	const size = Math.max(...offsets.keys()) + 1;
	const start = length;
	push(`xref\n0 ${size}\n0000000000 65535 f \n`);
	for (let number = 1; number < size; number += 1) {
		const offset = offsets.get(number);
		push(offset === undefined ? '0000000000 00000 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`);
	}
	push(`trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`);
	return Buffer.concat(chunks);
}

export type PageOptions = {
	/** More entries of the catalog, of the page, and more objects; own objects start at 10. */
	readonly catalog?: string;
	readonly page?: string;
	readonly objects?: PdfParts['objects'];
	readonly content?: PdfStream;
	readonly mediaBox?: string;
	readonly trailer?: string;
};

/** An ordinary PDF of one page with a line of text, and whatever is added to it. */
export function pdfWith(options: PageOptions = {}): Buffer {
	const { catalog = '', page = '', mediaBox = '[0 0 595 842]' } = options;
	return writePdf({
		objects: {
			1: `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
			2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
			3: `<< /Type /Page /Parent 2 0 R /MediaBox ${mediaBox} /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R ${page} >>`,
			4: options.content ?? { dict: '', bytes: Buffer.from('BT /F1 24 Tf 50 700 Td (Quy trinh mot cua) Tj ET') },
			5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
			...options.objects
		},
		...(options.trailer === undefined ? {} : { trailer: options.trailer })
	});
}

export function pdfOfPages(count: number): Buffer {
	const kids = Array.from({ length: count }, (_page, index) => index + 3);
	return writePdf({
		objects: {
			1: '<< /Type /Catalog /Pages 2 0 R >>',
			2: `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${count} >>`,
			...Object.fromEntries(kids.map((kid) => [kid, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>']))
		}
	});
}

/** The same file with its objects packed into object streams, where a search of the raw bytes does not see them. */
export async function packed(file: Buffer): Promise<Buffer> {
	const document = await PDFDocument.load(file, { updateMetadata: false, preserveXFA: true });
	return Buffer.from(await document.save({ useObjectStreams: true, updateFieldAppearances: false }));
}

export async function encryptedPdf(passwords: { user?: string; owner: string }): Promise<Buffer> {
	const document = await PDFDocument.load(pdfWith());
	document.encrypt({
		userPassword: passwords.user ?? '',
		ownerPassword: passwords.owner,
		permissions: { printing: 'highResolution', modifying: false, copying: false }
	});
	return Buffer.from(await document.save({ useObjectStreams: false }));
}

/** Bytes of zeros, packed about a thousandfold: one packed megabyte, again and again, in the frame of RFC 1950 (whose sum over zeros is their count). */
export function packedZeros(megabytes: number): Buffer {
	const block = deflateRawSync(Buffer.alloc(1024 * 1024), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
	const sum = Buffer.alloc(4);
	sum.writeUInt16BE((megabytes * 1024 * 1024) % 65521, 0);
	sum.writeUInt16BE(1, 2);
	const head = Buffer.from([0x78, 0xda]);
	return Buffer.concat([head, ...Array.from({ length: megabytes }, () => block), deflateRawSync(Buffer.alloc(0)), sum]);
}

/** A second revision at the end of a file, in which some objects are replaced. */
export function appendRevision(file: Buffer, objects: Record<number, string>): Buffer {
	const start = /startxref\s+(\d+)/.exec(file.toString('latin1'))?.[1] ?? '0';
	let text = '\n';
	let table = 'xref\n';
	for (const [number, body] of Object.entries(objects)) {
		table += `${number} 1\n${String(file.length + text.length).padStart(10, '0')} 00000 n \n`;
		text += `${number} 0 obj\n${body}\nendobj\n`;
	}
	const at = file.length + text.length;
	const size = Math.max(10, ...Object.keys(objects).map(Number)) + 1;
	const tail = `${text}${table}trailer\n<< /Size ${size} /Root 1 0 R /Prev ${start} >>\nstartxref\n${at}\n%%EOF\n`;
	return Buffer.concat([file, Buffer.from(tail, 'latin1')]);
}
