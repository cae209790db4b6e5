import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { inkOf, renderPage, textOf } from '#test/support/pdf-pages.ts';
import { missingGlyphs, printableData, printableLine } from './printable.ts';
import type { AuditCycleData } from './cycle-data.ts';
import type { DocumentData, FormData, ProcedureData } from './procedure-data.ts';
import {
	renderDecision,
	renderDocument,
	renderForm,
	renderInvitationSlips,
	renderAuditCycle,
	renderMasterList,
	renderProcedure,
	renderTrailExtract
} from './render.ts';
import type { DecisionData, InvitationSlipData, MasterListData, TrailExtractData } from './report-data.ts';
import { createTypstRenderer, stopTypst } from './typst.ts';

afterAll(stopTypst);

const createdAt = new Date('2026-11-24T09:42:00Z');
const signer = (name: string) => ({ name, position: name });

/** Every document with the same text in every place where a person's text goes. */
function documents(text: string) {
	const head = {
		agency: text,
		parentAgency: text,
		standard: text,
		kind: text,
		title: text,
		code: text,
		issueNo: 2,
		revisionNo: 1,
		issuedOn: '2026-02-20',
		effectiveOn: '2026-03-01',
		signers: { drafted: signer(text), reviewed: signer(text), approved: null },
		coverNote: text,
		revisions: [{ request: text, part: text, description: text, issueNo: 2, revisionNo: 1, on: null }]
	};
	const section = { heading: text, paragraphs: [text], items: [text], table: { head: [text, text], rows: [[text, text]] } };
	const procedure: ProcedureData = {
		...head,
		purpose: text,
		scope: text,
		references: [text],
		definitions: [{ term: text, meaning: text }],
		service: {
			conditions: [text],
			dossier: [{ name: text, original: true, copy: false, form: text }],
			dossierSets: text,
			timeLimit: text,
			place: text,
			channels: [text],
			fee: text
		},
		sections: [section],
		steps: [{ no: 'B1', what: text, who: text, time: text, result: text }],
		legalBasis: [text],
		forms: [{ code: text, name: text }],
		records: [{ name: text, keptBy: text, keptFor: text }],
		retention: text
	};
	const document: DocumentData = { ...head, legalBasis: [text], sections: [section], records: [{ name: text }] };
	const form: FormData = {
		...head,
		addressee: text,
		nationalHeading: true,
		blocks: [
			{ type: 'fields', labels: [text] },
			{ type: 'text', paragraphs: [text] },
			{ type: 'table', head: [text, text], emptyRows: 3 },
			{ type: 'signatures', roles: [text, text] }
		]
	};
	const line = { code: text, title: text, issueNo: 2, revisionNo: 1 };
	const decisionLine = { ...line, kind: text, numbers: text, reason: text };
	const decision: DecisionData = {
		mark: text,
		twoNumbers: true,
		agency: text,
		parentAgency: text,
		number: text,
		place: text,
		decidedOn: '2026-11-24',
		effectiveOn: '2026-12-01',
		subject: text,
		authority: text,
		standard: text,
		grounds: [text],
		documents: [decisionLine],
		withdrawn: [decisionLine],
		responsible: text,
		signer: { heading: [text], name: text },
		recipients: [text]
	};
	const printed = { agency: text, parentAgency: text, printedAt: createdAt, printedFor: text, locale: 'vi' } as const;
	const masterList: MasterListData = {
		...printed,
		asOf: '2026-11-24',
		formCode: text,
		filter: text,
		checkpoint: text,
		rows: [{ ...line, kind: text, issuedOn: null, effectiveOn: '2026-03-01', keeper: text, distribution: text, state: text, note: text }]
	};
	const words = { state: text, late: text, score: text, percent: text, delta: text, findings: text, actions: text };
	const cycle: AuditCycleData = {
		...printed,
		number: text,
		title: text,
		facts: text,
		filter: text,
		checkpoint: text,
		rows: [{ code: text, unit: text, team: text, visitOn: '2026-12-10', ...words }]
	};
	const extract: TrailExtractData = {
		...printed,
		from: '2026-11-01',
		to: '2026-11-24',
		filter: text,
		hashBefore: 'ab'.repeat(32),
		rows: [{ sequence: 1, at: createdAt, actor: text, act: text, subject: text, detail: text, hash: 'cd'.repeat(32) }],
		checkpoint: {
			chain: text,
			sequence: 1,
			at: createdAt,
			head: 'ef'.repeat(32),
			signature: 'A'.repeat(88),
			code: '7K3F-9Q2M-4X8T-0BRE-V6PA',
			line: text
		}
	};
	const slips: InvitationSlipData = {
		locale: 'vi',
		slips: [
			{
				unit: text,
				name: text,
				position: text,
				staffName: text,
				code: '7K3F-9Q2M-4X8T',
				recoveryCode: '7K3F-9Q2M-4X8T-0000',
				address: 'https://iso.example.vn/vao',
				link: 'https://iso.example.vn/vao/abc',
				validUntil: createdAt,
				issuedAt: createdAt
			}
		]
	};
	return {
		procedure: () => renderProcedure(procedure, { createdAt }),
		document: () => renderDocument(document, { createdAt }),
		form: () => renderForm(form, { createdAt }),
		decision: () => renderDecision(decision, { createdAt }),
		'master list': () => renderMasterList(masterList),
		'master list in English': () => renderMasterList({ ...masterList, locale: 'en', rows: [] }),
		'audit cycle': () => renderAuditCycle(cycle),
		'audit cycle in English': () => renderAuditCycle({ ...cycle, locale: 'en', rows: [] }),
		'trail extract': () => renderTrailExtract(extract),
		'trail extract in English': () => renderTrailExtract({ ...extract, locale: 'en', rows: [], hashBefore: null, checkpoint: null }),
		'invitation slip': () => renderInvitationSlips(slips, { createdAt })
	};
}

const names = Object.keys(documents('')) as (keyof ReturnType<typeof documents>)[];

function allText(pdf: Uint8Array): string {
	const pages = Number(/\/Count (\d+)/.exec(Buffer.from(pdf).toString('latin1'))?.[1] ?? 3);
	return Array.from({ length: Math.min(pages, 12) }, (_page, index) => textOf(pdf, index + 1)).join('\n');
}

describe.each(names)('the template of a %s', (name) => {
	const render = (text: string) => documents(text)[name]();

	it('is set, in PDF/A, the same bytes each time', async () => {
		const pdf = await render('Kiểm soát tài liệu');
		expect(Buffer.from(pdf).toString('latin1')).toContain('pdfaid:part>2<');
		const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
		expect(hash(await render('Kiểm soát tài liệu'))).toBe(hash(pdf));
		expect(inkOf(renderPage(pdf, 1, 36)).amount).toBeGreaterThan(50);
	});

	it('prints markup as the text that it is', async () => {
		const markup = '#panic("x") #import "a.typ" $x^2$ *b* _i_ `c` <l> @r // = + - \\ #read("/etc/passwd") "q" [z] {y}';
		const words = allText(await render(markup));
		expect(words).not.toContain('root:');
		if (!name.includes('English')) expect(words.toLowerCase()).toContain('#panic(');
	});

	it.each([
		['nothing at all', ''],
		['only spaces and line ends', ' \n\r\n\t '],
		['right-to-left text and marks', 'QT\u202e.01 \u2066Kiểm soát\u2069 \u200fابجد'],
		['a word without end', 'Đ'.repeat(5000)],
		['a text without end', 'Kiểm soát tài liệu và hồ sơ. '.repeat(400)],
		['letters the fonts do not have', '文書 😀 \u{1f1fb}\u{1f1f3} ☃ ㎡'],
		['half a character, controls and marks on marks', `\ud800 \u0000\u0007 ${'e\u0302\u0301'.repeat(20)} a${'\u0301'.repeat(50)}`],
		['Vietnamese in parts', 'Quy trình Tiếp nhận, giải quyết thủ tục'.normalize('NFD')]
	])('bears %s', async (_what, text) => {
		const pdf = await render(text);
		expect(Buffer.from(pdf).toString('latin1', 0, 5)).toBe('%PDF-');
		expect(inkOf(renderPage(pdf, 1, 36)).amount).toBeGreaterThan(5);
	});
});

describe('a code in a narrow column', () => {
	const list = (code: string) =>
		renderMasterList({
			agency: 'Sở Nội vụ',
			parentAgency: null,
			printedAt: createdAt,
			printedFor: 'Lê Lan',
			locale: 'vi',
			asOf: '2026-11-24',
			formCode: '',
			filter: null,
			checkpoint: 'Nhật ký XA.KY-ANH #12 · 0123abcd · 7K3F-9Q2M-4X8T-0BRE-V6PA',
			rows: [
				{
					code,
					title: 'Tên',
					kind: 'QT',
					issueNo: 1,
					revisionNo: 0,
					issuedOn: null,
					effectiveOn: null,
					keeper: '',
					distribution: '',
					state: '',
					note: ''
				}
			]
		});

	it.each(['QT.07', 'QT.01-SNV/26_A'])('is one word in the text of the page, to be found and copied: %s', async (code) => {
		const text = textOf(await list(code));
		expect(text).toContain(code);
		expect(text).toContain('Nhật ký XA.KY-ANH #12 · 0123abcd · 7K3F-9Q2M-4X8T-0BRE-V6PA');
		expect(text).not.toMatch(/[\u200b\u00ad]/);
	});

	it('breaks after a dot where it is too long, and nothing is added', async () => {
		const text = textOf(await list('QT.TTHC.01.SNV.2026.DANGKY.HOTICH'));
		expect(text).not.toContain('QT.TTHC.01.SNV.2026.DANGKY.HOTICH');
		expect(text).toMatch(/QT\.TTHC\.01\.\S*\.\s/);
		expect(text).not.toMatch(/[\u200b\u00ad]/);
	});
});

describe('text to be printed', () => {
	const root = process.cwd();

	it('is composed, has no steering marks, and shows a box for what the fonts lack', () => {
		expect(printableLine('Quy tri\u0300nh'.normalize('NFD'), root)).toBe('Quy trình');
		expect(printableLine('QT\u202e.01\u200b\ufeff', root)).toBe('QT.01');
		expect(printableLine('a 文 b 😀', root)).toBe('a □ b □');
		expect(printableLine(' a\n\tb\u0000 ', root)).toBe('a b');
		expect(missingGlyphs('Kiểm 文 soát 文', root)).toEqual(['文']);
		expect(missingGlyphs('AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYỳỵỷỹ – “”…½', root)).toEqual([]);
	});

	it('keeps the shape of the data and breaks only words that have no place to break', () => {
		const data = { a: ['x'.repeat(41), 'ngắn'], b: null, c: 7, d: true, e: { f: 'e\u0302' } };
		const made = printableData(data, root);
		expect(made).toMatchObject({ b: null, c: 7, d: true, e: { f: 'ê' } });
		expect(JSON.stringify(made)).toContain('x\u200bx');
		expect(JSON.stringify(made)).toContain('ngắn');
	});
});

describe('the renderer', () => {
	it('refuses data that no document has, and lives on', async () => {
		const renderer = createTypstRenderer();
		try {
			const options = { createdAt };
			await expect(renderer.render('form', { title: 'x'.repeat(9_000_000) }, options)).rejects.toThrow(RangeError);
			await expect(renderer.render('form', { nonsense: true }, options)).rejects.toThrow('the template form could not be set');
			expect((await renderer.render('master-list', { ...emptyList }, options)).length).toBeGreaterThan(1000);
		} finally {
			await renderer.stop();
		}
	});
});

const emptyList = {
	agency: 'Sở Nội vụ',
	parentAgency: null,
	printedAt: '16:42 24/11/2026',
	printedFor: 'Nguyễn Văn A',
	locale: 'vi',
	asOf: '2026-11-24',
	formCode: '',
	filter: null,
	checkpoint: null,
	rows: []
};
