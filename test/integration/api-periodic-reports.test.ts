import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSheet } from 'read-excel-file/node';
import { z } from 'zod';
import { noRemarks } from '#lib/domain/reports/periodic.ts';
import { convertToPdf } from '#lib/server/files/office.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { beginReport, editReport, returnReport, sendReport } from '#lib/server/reports/periodic/acts.ts';
import { reportPage } from '#lib/server/reports/periodic/pages.ts';
import { apiClient, type ApiClient } from '#test/support/api-client.ts';
import { documentsWorld, password, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { wholeTextOf } from '#test/support/pdf-pages.ts';
import { rawRows } from '#test/support/raw-rows.ts';

let world: DocumentsWorld;
let api: ApiClient;
let reportId: string;
let criterionId: string;
const year = { kind: 'year', year: 2026 } as const;
/** What was found in the year, by whom; each number once, so that none can stand for another. */
const findings = [
	['major', 'audit', 1],
	['minor', 'audit', 4],
	['major', 'inspection', 2],
	['minor', 'inspection', 5]
] as const;
const foundFigures = [
	['majorFindings', 'Sự không phù hợp nặng, tất cả', 3],
	['minorFindings', 'Sự không phù hợp nhẹ, tất cả', 9],
	['auditMajor', 'Không phù hợp nặng: đánh giá nội bộ', 1],
	['auditMinor', 'Không phù hợp nhẹ: đánh giá nội bộ', 4],
	['inspectionMajor', 'Không phù hợp nặng: Sở kiểm tra', 2],
	['inspectionMinor', 'Không phù hợp nhẹ: Sở kiểm tra', 5]
] as const;

beforeAll(async () => {
	world = await documentsWorld();
	api = await apiClient(world);
	const standard = { code: 'ISO9001-2015', nameVi: 'TCVN ISO 9001:2015', nameEn: 'ISO 9001:2015', edition: 2015, sortOrder: 1 };
	await world.client.standard.create({ data: standard });
	await rawRows(world.client, async (put) => {
		for (const unit_id of [world.unitId, world.otherUnitId])
			await put('unit_standard', { unit_id, standard_code: standard.code, valid_from: '2026-01-01' });
		await put('roll_out_phase', { code: 'build', name_vi: 'Xây dựng', name_en: 'Build', short_vi: 'XD', short_en: 'B' });
		for (const [title, opened_on, closed_on, state] of [
			['Đợt 143', '2026-01-05', null, 'open'],
			['Đợt đã đóng', '2026-01-05', '2026-11-24', 'closed'],
			['Đợt nháp', null, null, 'draft']
		] as const) {
			const wave_id = await put('roll_out_wave', { title, state, year: 2026, opened_on, closed_on });
			await put('roll_out_unit', { wave_id, unit_id: world.unitId, joined_on: '2026-01-05' });
			for (const [position, due_on] of ['2026-11-20', '2026-12-20', '2026-12-25'].entries()) {
				const step = { wave_id, phase_code: 'build', title_vi: `Bước ${position + 1}`, added_on: '2026-01-05', position, proof: null };
				const step_id = await put('roll_out_step', { ...step, title_en: '', code: `B${position}` });
				await put('roll_out_due', { step_id, roll_out_unit_id: null, number: 1, due_on, set_on: '2026-01-05' });
			}
		}
		for (const [grade, source, count] of findings)
			for (let nth = 0; nth < count; nth += 1)
				await put('finding', {
					unit_id: world.unitId,
					...{ grade, state: 'fixed', fixed_at: '2026-10-05T03:00:00Z', standard_code: standard.code },
					...(source === 'audit' ? { audit_id: randomUUID() } : { inspection_id: randomUUID() })
				});
		const set = { title: 'Bộ tiêu chí', year: 2026, state: 'published', is_sample: true, unit_kinds: [] };
		const set_id = await put('criteria_set', set);
		await put('criteria_set', { ...set, title: 'Bộ năm trước', year: 2025 });
		criterionId = await put('criterion', { set_id, position: 1, code: 'TC1', text: 'Công bố', rule: 'manual', max_points: 10, params: {} });
		await put('criterion', {
			set_id,
			position: 2,
			code: 'TC2',
			text: 'Thủ tục có quy trình',
			rule: 'services_covered',
			max_points: 5,
			params: {}
		});
	});
	await mark(7.5);
	const officer = await world.as('officer');
	({ id: reportId } = await beginReport(officer, world.unitId, year));
	await write('Thiếu người làm thư ký.');
});
afterAll(async () => {
	await stopTypst();
	await api.close();
	await world.close();
});

const mark = (points: number) =>
	rawRows(world.client, async (put) => {
		await put('criterion_mark', {
			...{
				criterion_id: criterionId,
				unit_id: world.unitId,
				points,
				remark: 'Đã công bố',
				evidence: 'QĐ 12',
				marked_by_id: world.ids.coordinator
			},
			marked_at: new Date(Date.parse('2026-11-01T00:00:00Z') + points).toISOString()
		});
	});
async function write(difficulties: string): Promise<void> {
	const officer = await world.as('officer');
	const { rowVersion } = await reportPage(officer, reportId);
	await editReport(officer, reportId, { ...noRemarks, difficulties, rowVersion, number: '12/BC-SNV', reportDate: world.day() });
}
const sending = async () => ({ rowVersion: (await reportPage(await world.as('head'), reportId)).rowVersion, password });

const report = z.object({
	state: z.string(),
	frozenAt: z.string().nullable(),
	figures: z.array(z.object({ code: z.string(), value: z.union([z.number(), z.string()]).nullable() })),
	waves: z.array(
		z.object({
			title: z.string(),
			state: z.string(),
			steps: z.number(),
			settled: z.number(),
			lateSteps: z.number(),
			next: z.string().nullable()
		})
	),
	score: z.object({
		points: z.number(),
		max: z.number(),
		isSample: z.boolean(),
		lines: z.array(z.object({ code: z.string(), points: z.number(), evidence: z.string(), href: z.string().nullable() }))
	}),
	remarks: z.object({ difficulties: z.string() }),
	sendings: z.array(z.object({ signer: z.string().nullable(), contentSha256: z.string().nullable() }))
});
async function read(who: Who) {
	const { status, body } = await api.get(who, `/periodic-reports/${reportId}`);
	expect(status).toBe(200);
	const read = report.parse(body);
	return { ...read, figure: (code: string) => read.figures.find((one) => one.code === code)?.value };
}
const file = async (who: Who, query: string) => {
	const { status, body } = await api.get(who, `/periodic-reports/${reportId}/file?${query}`);
	return { status, bytes: body instanceof Uint8Array ? body : new Uint8Array() };
};

describe('reports by program', () => {
	it('have the state of the waves and the score with what it rests on', async () => {
		const found = await read('officer');
		// Of the waves the one that runs; the other was closed today, the third is a draft.
		expect(found.waves).toEqual([{ title: 'Đợt 143', state: 'late', steps: 3, settled: 0, lateSteps: 1, next: 'Bước 1' }]);
		expect([found.figure('rollOutSteps'), found.figure('rollOutLate')]).toEqual([3, 1]);
		expect(found.score).toMatchObject({ points: 7.5, max: 15, isSample: true });
		expect(found.score.lines).toMatchObject([
			{ code: 'TC1', points: 7.5, evidence: 'QĐ 12' },
			{ code: 'TC2', points: 0 }
		]);
		expect(found.score.lines[1]?.href).toMatch(/^\//);
		expect(found.figure('score')).toBe('7,5/15');
	});

	it('are listed for the unit to the unit, and for a period to the Department', async () => {
		const own = await api.get('officer', `/periodic-reports?unit=${world.unitId}&kind=year`);
		expect(own.body).toMatchObject({
			items: [{ id: reportId, kind: 'year', year: 2026, state: 'draft', unit: { id: world.unitId } }, { year: 2025 }]
		});
		expect((await api.get('staff', `/periodic-reports?unit=${world.unitId}`)).status).toBe(403);
		expect((await api.get('outsider', `/periodic-reports?unit=${world.unitId}`)).status).toBe(403);
		expect((await api.get('officer', '/periodic-reports')).status).toBe(403);
		expect((await api.get('coordinator', '/periodic-reports?year=quá&kind=year')).status).toBe(422);
		const all = await api.get('coordinator', '/periodic-reports?kind=year&year=2026');
		// That it is being written is known, the report is not.
		expect(all.body).toMatchObject({ total: 2, items: expect.arrayContaining([expect.objectContaining({ id: null, state: 'draft' })]) });
		for (const who of ['coordinator', 'inspector', 'staff', 'outsider', 'administrator'] as const) {
			expect((await api.get(who, `/periodic-reports/${reportId}`)).status, who).toBe(404);
			expect((await file(who, 'format=pdf')).status, who).toBe(404);
		}
		expect((await api.get('nobody', '/periodic-reports')).status).toBe(401);
	});

	it('count what internal audits found apart from what the Department found, and say all of it in Word and in a spreadsheet too', async () => {
		const found = await read('officer');
		for (const [code, , value] of foundFigures) expect([code, found.figure(code)]).toEqual([code, value]);
		const docx = await file('officer', 'line=iso&format=docx');
		const folder = world.tools.tempDir;
		await writeFile(path.join(folder, 'year.docx'), docx.bytes);
		// LibreOffice repairs nothing when it converts: what it cannot read gives no file.
		const fromWord = wholeTextOf(await convertToPdf(path.join(folder, 'year.docx'), 'docx', { tempDir: folder }));
		const fromPdf = wholeTextOf((await file('officer', 'line=iso&format=pdf')).bytes);
		const [waves, score] = [
			['Đợt 143 0/3', 'Bước 1'],
			['Bộ tiêu chí', '7,5/10', 'QĐ 12', 'Cộng 7,5/15']
		];
		for (const text of [fromWord, fromPdf].map((all) => all.replace(/\s+/g, ' ')))
			for (const words of [...foundFigures.map(([, label, value]) => `${label} ${String(value)}`), ...waves, ...score])
				expect(text).toContain(words);
		const sheet = Buffer.from((await file('officer', 'line=iso&format=xlsx')).bytes);
		const rows = await readSheet(sheet, 1);
		for (const [, label, value] of foundFigures) expect([label, rows.find((row) => row[1] === label)?.[2]]).toEqual([label, value]);
		const about = (await readSheet(sheet, 2)).flat().join('\n');
		for (const words of ['Đợt 143', '0/3', 'TC1 Công bố', '7,5/10']) expect(about).toContain(words);
		// To Sở Nội vụ goes no finding.
		expect((await readSheet(Buffer.from((await file('officer', 'line=reform&format=xlsx')).bytes), 1)).flat().join('\n')).not.toContain(
			'Không phù hợp'
		);
	});

	it('stay what was sent whatever happens afterwards, also while the unit mends what came back', async () => {
		await sendReport(await world.as('head'), reportId, await sending());
		await mark(9);
		await rawRows(world.client, async (put) => {
			await put('roll_out_wave', { title: 'Đợt mới', state: 'open', year: 2026, opened_on: '2026-11-01' });
		});
		await world.client.rollOutUnit.updateMany({ data: { leftOn: new Date('2026-11-10') } });
		const sent = await read('coordinator');
		expect(sent.score.points).toBe(7.5);
		expect(sent.waves).toHaveLength(1);
		expect(sent.sendings[0]?.contentSha256).toMatch(/^[0-9a-f]{64}$/);
		await returnReport(await world.as('coordinator'), reportId, { rowVersion: (await sending()).rowVersion, comment: 'Thiếu kế hoạch' });
		await write('Đang viết lại, chưa xong.');
		const own = await read('officer');
		expect([own.frozenAt, own.remarks.difficulties, own.score.points, own.waves]).toEqual([null, 'Đang viết lại, chưa xong.', 9, []]);
		for (const who of ['coordinator', 'inspector'] as const) {
			const seen = await read(who);
			expect([who, seen.remarks.difficulties, seen.score.points]).toEqual([who, 'Thiếu người làm thư ký.', 7.5]);
			expect(seen.frozenAt).not.toBeNull();
		}
		const sheet = await file('coordinator', 'line=iso&format=xlsx');
		const about = (await readSheet(Buffer.from(sheet.bytes), 2)).flat();
		expect(about).toContain('Thiếu người làm thư ký.');
		expect(about).not.toContain('Đang viết lại, chưa xong.');
		const paper = wholeTextOf((await file('coordinator', 'line=iso&format=pdf')).bytes).replace(/\s+/g, ' ');
		for (const words of ['Thiếu người làm thư ký.', 'Tình hình các đợt triển khai', 'Đợt 143 0/3', '7,5/10', 'QĐ 12', 'Cộng 7,5/15'])
			expect(paper).toContain(words);
		expect(paper).not.toContain('DỰ THẢO');
		expect(wholeTextOf((await file('officer', 'line=iso')).bytes)).toContain('DỰ THẢO');
		expect((await file('officer', 'format=odt')).status).toBe(422);
	});

	it('of before findings were counted apart open as they were sent', async () => {
		const facts = { standard: 'ISO 9001:2008', majorFindings: 7, minorFindings: 1 };
		const old = { id: '' };
		await rawRows(world.client, async (put) => {
			const words = { number: '3/BC-SNV', report_date: '2025-06-28', remarks: { ...noRemarks, results: 'Kỳ cũ.' } };
			const period = { kind: 'half_year', year: 2025, due_on: '2025-06-30' };
			old.id = await put('periodic_report', {
				...words,
				...period,
				unit_id: world.unitId,
				state: 'sent',
				created_by_id: world.ids.officer
			});
			await put('periodic_report_issue', { ...words, report_id: old.id, round: 1, facts, sent_at: '2025-06-28T03:00:00Z', late_days: 0 });
		});
		const { body } = await api.get('officer', `/periodic-reports/${old.id}`);
		const values = new Map(
			report
				.extend({ score: z.null() })
				.parse(body)
				.figures.map(({ code, value }) => [code, value])
		);
		expect(['majorFindings', 'minorFindings', 'auditMajor', 'inspectionMinor'].map((code) => values.get(code))).toEqual([7, 1, null, null]);
		const answers = [];
		for (const format of ['pdf', 'docx', 'xlsx'])
			answers.push(await api.get('officer', `/periodic-reports/${old.id}/file?line=iso&format=${format}`));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		const pdf = answers[0]?.body;
		const text = wholeTextOf(pdf instanceof Uint8Array ? pdf : new Uint8Array()).replace(/\s+/g, ' ');
		for (const words of ['Kỳ cũ.', 'Sự không phù hợp nặng, tất cả 7', 'Không phù hợp nặng: Sở kiểm tra –']) expect(text).toContain(words);
	});
});
