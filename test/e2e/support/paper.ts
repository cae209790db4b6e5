import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { createTypstRenderer } from '#lib/server/pdf/typst.ts';
import type { DocumentData } from '#lib/server/pdf/procedure-data.ts';

/** The day on which the server works, and the days around it. */
export const today = (): Day => dayOf(new Date());
export const daysFromNow = (days: number): Day => addDays(today(), days);
/** As people type it: dd/mm/yyyy. */
export const typed = (day: Day): string => `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;

/** A code that no document has yet, so that a test may run again on one database: `QT.SK.48213077`. */
export const freshCode = (word: string): string => `QT.${word}.${Math.floor(Date.now() / 100) % 100_000_000}`;

export type UploadFile = { name: string; mimeType: string; buffer: Buffer };

/** A real PDF of some pages with Vietnamese text, made by the project's own templates. */
export async function paperOf({ code, title, issueNo = 1, sentence }: { code: string; title: string; issueNo?: number; sentence: string }) {
	const renderer = createTypstRenderer();
	const data: DocumentData = {
		agency: 'SỞ NỘI VỤ',
		parentAgency: 'UBND TỈNH HÀ TĨNH',
		standard: 'TCVN ISO 9001:2015',
		kind: 'Quy trình',
		title,
		code,
		issueNo,
		revisionNo: 0,
		issuedOn: null,
		effectiveOn: null,
		signers: { drafted: null, reviewed: null, approved: null },
		revisions: [],
		legalBasis: [],
		sections: [
			{ heading: 'Mục đích', paragraphs: [sentence] },
			{ heading: 'Phạm vi', paragraphs: Array.from({ length: 30 }, (_, index) => `Bước ${index + 1}. ${sentence}`) }
		],
		records: []
	};
	try {
		const bytes = await renderer.render('document', data, { createdAt: new Date() });
		return pdfFile(`${code}.pdf`, bytes);
	} finally {
		await renderer.stop();
	}
}

export const pdfFile = (name: string, bytes: Uint8Array): UploadFile => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(bytes) });
