import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOf } from '#lib/domain/reports/figures.ts';
import { noRemarks, type ReportLine } from '#lib/domain/reports/periodic.ts';
import { convertToPdf } from '#lib/server/files/office.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { homePage } from '#lib/server/home.ts';
import { beginReport, editReport, receiveReport, returnReport, sendReport } from '#lib/server/reports/periodic/acts.ts';
import { reportPage, reportsOfUnit, type ReportPage } from '#lib/server/reports/periodic/pages.ts';
import { provinceReports } from '#lib/server/reports/periodic/province-list.ts';
import { reportPaper, type ReportFormat } from '#lib/server/reports/periodic/papers.ts';
import { remindOfReports } from '#lib/server/reports/periodic/remind.ts';
import { setReportRule } from '#lib/server/reports/periodic/rule.ts';
import { counting } from '#test/support/counting.ts';
import { raisedAction } from '#test/support/actions.ts';
import {
	documentsWorld,
	issuedVersion,
	noticesOf,
	password,
	refusal,
	trailOf,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { sheetToPdf } from '#test/support/office.ts';
import { textOf, wholeTextOf } from '#test/support/pdf-pages.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
	const standard = { code: 'ISO9001-2015', nameVi: 'TCVN ISO 9001:2015', nameEn: 'ISO 9001:2015', edition: 2015, sortOrder: 1 };
	await world.client.standard.create({ data: standard });
	await world.client.unitStandard.createMany({
		data: [world.unitId, world.otherUnitId].map((unitId) => ({
			unitId,
			standardCode: 'ISO9001-2015',
			scope: 'Toàn bộ',
			validFrom: new Date('2026-01-01')
		}))
	});
	const first = await issuedVersion(world);
	await issuedVersion(world, { documentId: first.documentId, effectiveOn: world.day(3) });
	await issuedVersion(world);
	await raisedAction(world);
	await world.client.serviceFigure.create({
		data: {
			...{ unitId: world.unitId, topic: 'dossiers', year: 2026, periodKind: 'half_year', period: 1, number: 1 },
			...{ received: 1204, onTime: 1180, late: 24, returned: 0, source: 'Phần mềm một cửa', sourceOn: new Date('2026-07-01') },
			...{ enteredById: world.ids.officer, enteredAt: world.clock.now() }
		}
	});
});
afterAll(async () => {
	await stopTypst();
	await world.close();
});

const year = { kind: 'year', year: 2026 } as const;
const at = async (who: Who, id: string) => reportPage(await world.as(who), id);
const valueOf = (page: ReportPage, code: string) => page.blocks.flatMap(({ rows }) => rows).find((row) => row.code === code)?.text;
const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const fields = async (act: Promise<unknown>) => (await refusal(act)).params['fields'];

async function written(number = '12/BC-SNV'): Promise<string> {
	const officer = await world.as('officer');
	const { id } = await beginReport(officer, world.unitId, year);
	const { rowVersion } = await reportPage(officer, id);
	await editReport(officer, id, { ...noRemarks, difficulties: 'Thiếu người làm thư ký.', rowVersion, number, reportDate: world.day() });
	return id;
}
async function send(who: Who, id: string, more: { password?: string } = {}): Promise<void> {
	const { rowVersion } = await at('officer', id);
	await sendReport(await world.as(who), id, { rowVersion, password, ...more });
}
const rowVersion = async (id: string) => (await world.client.periodicReport.findUniqueOrThrow({ where: { id } })).rowVersion;

const dutiesOf = async (who: Who, unitId: string | null = world.unitId) =>
	(await homePage(await world.as(who), unitId)).duties.map(({ what }) => what);

describe('a unit', () => {
	it('begins a period once, sees eISO’s figures, and signs what it sends', async () => {
		const officer = await world.as('officer');
		expect(await fields(beginReport(officer, world.unitId, { kind: 'year', year: 2027 }))).toEqual({ year: 'report_too_early' });
		const id = await written();
		expect((await beginReport(await world.as('head'), world.unitId, year)).id).toBe(id);
		const page = await at('officer', id);
		// Two documents, one of them issued a second time from a day that is still to come.
		expect(valueOf(page, 'documentsIssued')).toBe('2');
		expect(valueOf(page, 'documentsAmended')).toBe('0');
		expect(valueOf(page, 'actionsRaised')).toBe('1');
		expect(valueOf(page, 'actionsOpen')).toBe('1');
		expect(valueOf(page, 'dossiersOnTime')).toBe('1.180');
		expect(valueOf(page, 'dossiersLate')).toBe('24');
		expect(valueOf(page, 'announcementNumber')).toBe('–');
		expect(page.dueOn).toBe('2026-12-31');

		expect(await dutiesOf('head')).toContain('report_sign');
		expect(await code(send('officer', id))).toBe('forbidden');
		expect(await code(send('head', id, { password: 'sai' }))).toBe('signature_refused');
		await send('head', id);
		expect(await trailOf(world, id)).toEqual(['periodic_report.begin', 'periodic_report.edit', 'periodic_report.send']);
		expect(await noticesOf(world, 'coordinator', id)).toEqual(['report_sent']);
		expect(await dutiesOf('head')).not.toContain('report_sign');
		expect(await dutiesOf('coordinator', null)).toContain('report_receive');

		// What happens afterwards does not change what was sent.
		await raisedAction(world);
		const frozen = await at('officer', id);
		expect(valueOf(frozen, 'actionsRaised')).toBe('1');
		expect(frozen.sendings).toMatchObject([{ number: '12/BC-SNV', lateDays: 0 }]);
		const again = { ...noRemarks, rowVersion: await rowVersion(id), number: '13/BC-SNV', reportDate: world.day() };
		expect(await code(editReport(officer, id, again))).toBe('illegal_transition');
	});

	it('gets it back with the reason, and sends it again; both stay', async () => {
		const { id } = await beginReport(await world.as('officer'), world.unitId, year);
		const coordinator = await world.as('coordinator');
		expect(await fields(returnReport(coordinator, id, { rowVersion: await rowVersion(id), comment: ' ' }))).toEqual({
			comment: 'reason_required'
		});
		expect(await code(receiveReport(await world.as('inspector'), id, { rowVersion: await rowVersion(id), comment: '' }))).toBe('forbidden');
		await returnReport(coordinator, id, { rowVersion: await rowVersion(id), comment: 'Thiếu kế hoạch năm sau' });
		expect(await noticesOf(world, 'officer', id)).toContain('report_returned');
		expect(await dutiesOf('officer')).toContain('report_returned');
		expect((await reportsOfUnit(await world.as('officer'), world.unitId)).periods.find(({ kind }) => kind === 'year')).toMatchObject({
			returned: true,
			state: 'draft'
		});
		await send('head', id);
		await receiveReport(coordinator, id, { rowVersion: await rowVersion(id), comment: '' });
		const page = await at('officer', id);
		expect(page.state).toBe('received');
		expect(page.sendings.map(({ round, returnedReason }) => [round, returnedReason])).toEqual([
			[2, null],
			[1, 'Thiếu kế hoạch năm sau']
		]);
		expect(valueOf(page, 'actionsRaised')).toBe('2');
	});

	it('is read by whom it concerns and by nobody else', async () => {
		const { id } = await beginReport(await world.as('outsider'), world.otherUnitId, year);
		for (const who of ['officer', 'head', 'staff', 'coordinator', 'inspector', 'administrator'] as const)
			expect(await code(at(who, id)), who).toBe('report_not_found');
		const { id: own } = await beginReport(await world.as('officer'), world.unitId, year);
		for (const who of ['coordinator', 'inspector'] as const)
			expect((await at(who, own)).may).toEqual({ write: false, send: false, answer: false });
		for (const who of ['staff', 'reviewer', 'outsider', 'administrator'] as const)
			expect(await code(at(who, own)), who).toBe('report_not_found');
		await expect(reportsOfUnit(await world.as('staff'), world.unitId)).rejects.toMatchObject({ code: 'forbidden' });
	});
});

describe('papers', () => {
	async function paper(id: string, line: ReportLine, format: ReportFormat) {
		return reportPaper(await world.as('officer'), id, line, format);
	}
	const squeezed = (text: string) => text.replace(/\s+/g, ' ');
	it.each(['pdf', 'docx'] as const)('say as %s what the page says', async (format) => {
		const { id } = await beginReport(await world.as('officer'), world.unitId, year);
		const page = await at('officer', id);
		for (const line of ['iso', 'reform'] as const) {
			const { bytes } = await paper(id, line, format);
			let pdf = bytes;
			if (format === 'docx') {
				const file = path.join(world.tools.tempDir, 'report.docx');
				await writeFile(file, bytes);
				pdf = await convertToPdf(file, 'docx', { tempDir: world.tools.tempDir });
			}
			const text = squeezed(wholeTextOf(pdf));
			expect(text).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
			expect(text).toContain('12/BC-SNV');
			expect(text).toContain(line === 'iso' ? 'Kính gửi: Sở Khoa học và Công nghệ' : 'Kính gửi: Sở Nội vụ');
			expect(text).toContain('Thiếu người làm thư ký.');
			expect(text.includes('1.180')).toBe(line === 'reform');
			expect(text).toContain(`Thủ tục hành chính`);
			expect(text).toContain(squeezed(`Cuộc đánh giá nội bộ đã báo cáo ${valueOf(page, 'auditsDone')}`));
		}
	});

	it('and as a spreadsheet, with numbers as numbers, which LibreOffice opens', async () => {
		const { id } = await beginReport(await world.as('officer'), world.unitId, year);
		const { bytes } = await paper(id, 'reform', 'xlsx');
		const rows = await readSheet(Buffer.from(bytes), 1);
		expect(rows.length).toBe(figuresOf('reform').length + 1);
		expect(rows.find((row) => row[1] === 'Hồ sơ giải quyết đúng hạn')?.[2]).toBe(1180);
		expect((await readSheet(Buffer.from(bytes), 2)).flat()).toContain('Thiếu người làm thư ký.');
		const file = path.join(world.tools.tempDir, 'report.xlsx');
		await writeFile(file, bytes);
		const text = squeezed(wholeTextOf(await sheetToPdf(file)));
		expect(text).toContain('Hồ sơ giải quyết đúng hạn');
		expect(text).toContain('1180');
	});
});

describe('the province', () => {
	const asked = { q: '', kind: '', state: '', parent: '', page: 1 };

	it('sees in few statements who has reported, what was sent, and the sums', async () => {
		const coordinator = await world.as('coordinator');
		const { ctx, count } = counting(coordinator);
		const page = await provinceReports(ctx, year, asked);
		expect(count()).toBeLessThanOrEqual(5);
		expect(page.units.map(({ unitId, state, asSent }) => [unitId, state, asSent])).toEqual(
			expect.arrayContaining([
				[world.unitId, 'received', true],
				[world.otherUnitId, 'draft', false]
			])
		);
		expect(page.counts).toMatchObject({ received: 1, draft: 1, none: 0, late: 0 });
		const sum = (code: string) => page.blocks.flatMap(({ rows }) => rows).find((row) => row.code === code)?.text;
		expect(sum('documentsIssued')).toBe('2');
		expect(sum('dossiersReceived')).toBe('1.204');
		expect((await provinceReports(coordinator, year, { ...asked, state: 'received' })).units).toHaveLength(1);
		await expect(provinceReports(await world.as('officer'), year, asked)).rejects.toMatchObject({ code: 'forbidden' });
	});

	it('counts a unit that reports on a year before it was asked to', async () => {
		const before = { kind: 'year', year: 2025 } as const;
		const coordinator = await world.as('coordinator');
		expect((await provinceReports(coordinator, before, asked)).units).toEqual([]);
		const officer = await world.as('officer');
		const { id } = await beginReport(officer, world.unitId, before);
		await editReport(officer, id, { ...noRemarks, rowVersion: await rowVersion(id), number: '2/BC-SNV', reportDate: world.day() });
		await sendReport(await world.as('head'), id, { rowVersion: await rowVersion(id), password });
		const page = await provinceReports(coordinator, before, asked);
		expect(page.units.map(({ unitId, state }) => [unitId, state])).toEqual([[world.unitId, 'sent']]);
		expect(page.counts).toMatchObject({ sent: 1, late: 0 });
		// Nothing was due: it is late neither while it is written nor once it is sent.
		expect(page.units[0]?.lateDays).toBe(0);
		expect((await reportPage(officer, id)).sendings.map(({ lateDays }) => lateDays)).toEqual([0]);
	});

	it('asks nothing of a unit for periods before it took part', async () => {
		const outsider = await world.as('outsider');
		const states = async () =>
			(await reportsOfUnit(outsider, world.otherUnitId)).periods.map((one) => [one.year, one.kind, one.asked, one.lateDays > 0]);
		// It applies a standard from January 2026 on; the half-year of it is overdue.
		expect(await states()).toEqual([
			[2026, 'year', true, false],
			[2026, 'half_year', true, true],
			[2025, 'year', false, false],
			[2025, 'half_year', false, false]
		]);
		const { id } = await beginReport(outsider, world.otherUnitId, { kind: 'year', year: 2025 });
		expect((await states())[2]).toEqual([2025, 'year', false, false]);
		expect((await reportPage(outsider, id)).lateDays).toBe(0);
		const list = await provinceReports(await world.as('coordinator'), { kind: 'year', year: 2025 }, asked);
		expect([list.counts.late, list.units.find(({ unitId }) => unitId === world.otherUnitId)?.lateDays]).toEqual([0, 0]);
	});

	it('is late by the rule of the coordinator, and units are reminded once', async () => {
		await world.client.notice.updateMany({ data: { seenAt: world.clock.now() }, where: { kind: { in: ['report_due', 'report_late'] } } });
		expect(
			await code(setReportRule(await world.as('officer'), { rowVersion: 0, halfYearDue: '06-20', yearDue: '12-10', soonDays: 7 }))
		).toBe('forbidden');
		await setReportRule(await world.as('coordinator'), { rowVersion: 0, halfYearDue: '06-20', yearDue: '12-10', soonDays: 20 });
		// Begun before the rule was changed: it is due, and told of, by the day that its page shows.
		await remindOfReports(world.system);
		expect(await noticesOf(world, 'outsider', world.otherUnitId)).not.toContain('report_due');
		// The half-year was never sent by either; the year is due soon for the one that has not sent it.
		await setReportRule(await world.as('coordinator'), { rowVersion: 1, halfYearDue: '06-20', yearDue: '12-10', soonDays: 40 });
		await remindOfReports(world.system);
		expect(await noticesOf(world, 'outsider', world.otherUnitId)).toEqual(expect.arrayContaining(['report_due']));
		expect(await noticesOf(world, 'officer', world.unitId)).not.toContain('report_due');
		expect(await remindOfReports(world.system)).toBe(0);
		world.clock.set(new Date('2027-01-05T02:00:00Z'));
		const page = await provinceReports(await world.as('coordinator'), year, { ...asked, state: 'late' });
		expect(page.units.map(({ unitId }) => unitId)).toEqual([world.otherUnitId]);
		// Begun before the rule was changed: its day stands.
		expect(page.units[0]?.dueOn).toBe('2026-12-31');
		expect(page.units[0]?.lateDays).toBe(5);
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});

	it('is summed up and kept by the Department, which nobody else may send', async () => {
		const coordinator = await world.as('coordinator');
		await expect(beginReport(await world.as('inspector'), null, year)).rejects.toMatchObject({ code: 'forbidden' });
		const { id } = await beginReport(coordinator, null, year);
		const page = await reportPage(coordinator, id);
		await editReport(coordinator, id, {
			...noRemarks,
			results: 'Nhìn chung tốt.',
			rowVersion: page.rowVersion,
			number: '40/BC-SKHCN',
			reportDate: world.day()
		});
		await sendReport(coordinator, id, { rowVersion: await rowVersion(id), password });
		const before = (await reportPage(coordinator, id)).blocks;
		await raisedAction(world);
		expect((await reportPage(coordinator, id)).blocks).toEqual(before);
		const { bytes } = await reportPaper(coordinator, id, 'iso', 'xlsx');
		const rows = await readSheet(Buffer.from(bytes), 1);
		expect(rows.at(-1)?.[1]).toBe('Cộng');
		expect(rows.length).toBe(1 + 2 + 1);
		expect(textOf((await reportPaper(coordinator, id, 'iso', 'pdf')).bytes)).toContain('Kính gửi: Ủy ban nhân dân tỉnh');
		expect(await code(at('officer', id))).toBe('report_not_found');
	});
});

describe('the database', () => {
	it('keeps what was sent', async () => {
		const { id } = await beginReport(await world.as('officer'), world.unitId, year);
		const sql = (text: string) => world.client.$executeRawUnsafe(text);
		await expect(sql(`update periodic_report_issue set facts = '{}' where report_id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(
			sql(`update periodic_report_issue set received_on = null, answered_by_id = null where report_id = '${id}'`)
		).rejects.toThrow(/append_only/);
		await expect(sql(`delete from periodic_report_issue`)).rejects.toThrow(/append_only/);
		await expect(sql(`update periodic_report set state = 'draft' where id = '${id}'`)).rejects.toThrow(/illegal_transition/);
		await expect(sql(`update periodic_report set remarks = '{}' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(sql(`update periodic_report set due_on = '2027-06-01' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
		const { id: other } = await beginReport(await world.as('outsider'), world.otherUnitId, year);
		await expect(sql(`update periodic_report set state = 'sent' where id = '${other}'`)).rejects.toThrow(/unsigned/);
	});
});
