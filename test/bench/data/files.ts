import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { DocumentData } from '#lib/server/pdf/procedure-data.ts';
import { renderDocument } from '#lib/server/pdf/render.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import type { BenchDocument } from './documents.ts';
import { sectionTexts } from './vocabulary.ts';

export type BenchFile = { readonly sha256: string; readonly size: number; readonly pages: number; readonly path: string };

export type BenchFiles = {
	readonly small: readonly BenchFile[];
	/** About 200 kB. */
	readonly large: BenchFile;
	/** 100 pages. */
	readonly long: BenchFile;
	readonly all: readonly BenchFile[];
	of(document: BenchDocument, nthVersion: number): BenchFile;
};

/** The places in a unit of the documents whose versions in force are large and long; all other files are small. */
export const largeDocument = 0;
export const longDocument = 1;

const stored = z.object({ sha256: z.string(), size: z.number(), pages: z.number(), path: z.string() });
const list = z.object({ small: z.array(stored).min(1), large: stored, long: stored });

/** Real PDFs from our own templates, made once and kept in the store of the bench: 85,000 versions share them. */
export async function benchFiles(storageDir: string): Promise<BenchFiles> {
	const known = path.join(storageDir, 'files.json');
	if (!existsSync(known)) await makeFiles(storageDir, known);
	const { small, large, long } = list.parse(JSON.parse(readFileSync(known, 'utf8')));
	const [first] = small;
	if (!first) throw new Error(`${known} names no small file`);
	return {
		small,
		large,
		long,
		all: [...small, large, long],
		of({ n, nth }, nthVersion) {
			if (nth === largeDocument) return large;
			if (nth === longDocument) return long;
			return small[(n + nthVersion) % small.length] ?? first;
		}
	};
}

async function makeFiles(storageDir: string, known: string): Promise<void> {
	const drafts = path.join(storageDir, 'drafts');
	await mkdir(drafts, { recursive: true });
	const store = await createFileStore({ kind: 'disk', dir: path.join(storageDir, 'files') });
	async function keep(name: string, bytes: Uint8Array): Promise<BenchFile> {
		const file = path.resolve(drafts, `${name}.pdf`);
		await writeFile(file, bytes);
		const pages = (await PDFDocument.load(bytes)).getPageCount();
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await store.put(file, { sha256, size: bytes.length, contentType: 'application/pdf' });
		return { sha256, size: bytes.length, pages, path: file };
	}
	try {
		const small: BenchFile[] = [];
		for (const nth of [1, 2, 3, 4, 5, 6]) small.push(await keep(`small-${nth}`, await paper(`Mẫu ${nth}`, 6 + nth)));
		const large = await keep('large', await paperUntil((bytes) => bytes.length >= 200_000));
		const long = await keep('long', await paperUntil(async (bytes) => (await PDFDocument.load(bytes)).getPageCount() >= 100));
		await writeFile(`${known}.new`, JSON.stringify({ small, large, long }, null, '\t'));
		await rename(`${known}.new`, known);
	} finally {
		await stopTypst();
	}
}

/** Grown by a fifth until it is as wanted. */
async function paperUntil(isEnough: (bytes: Uint8Array) => boolean | Promise<boolean>): Promise<Uint8Array> {
	for (let sections = 20; ; sections = Math.ceil(sections * 1.2)) {
		const bytes = await paper(`Sổ tay ${sections} mục`, sections);
		if (await isEnough(bytes)) return bytes;
	}
}

function paper(title: string, sections: number): Promise<Uint8Array> {
	const texts = sectionTexts(sections * 5);
	const data: DocumentData = {
		agency: 'Sở Nội vụ',
		parentAgency: 'UBND tỉnh Hà Tĩnh',
		standard: 'TCVN ISO 9001:2015',
		kind: 'Hướng dẫn',
		title,
		code: 'HD.BENCH.01',
		issueNo: 1,
		revisionNo: 0,
		issuedOn: null,
		effectiveOn: null,
		signers: { drafted: null, reviewed: null, approved: null },
		revisions: [],
		legalBasis: [],
		sections: Array.from({ length: sections }, (_, n) => ({ heading: `Mục ${n + 1}`, paragraphs: texts.slice(n * 5, n * 5 + 5) })),
		records: []
	};
	return renderDocument(data, { createdAt: new Date('2025-01-01T00:00:00Z') });
}

/** The bytes of a file, for what is measured without the store. */
export function bytesOf(file: BenchFile): Promise<Buffer> {
	return readFile(file.path);
}
