import { PDFDocument } from '@cantoo/pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { computeScore } from '#lib/server/audits/scores/compute.ts';
import { createSet, publishSet, saveCriterion } from '#lib/server/audits/scores/sets.ts';
import { approvedProgramme } from '#lib/server/audits/programmes/approved.ts';
import { beginChange, dropChange } from '#lib/server/audits/programmes/change.ts';
import { closeProgramme } from '#lib/server/audits/programmes/close.ts';
import { createProgramme, proposeAgain } from '#lib/server/audits/programmes/create.ts';
import { saveGaps, saveGrid, saveLine, saveObjectives } from '#lib/server/audits/programmes/edit.ts';
import { programmeCounts, programmesPage } from '#lib/server/audits/programmes/list.ts';
import { programmePage } from '#lib/server/audits/programmes/page.ts';
import { approveProgramme, recallProgramme, returnProgramme, submitProgramme } from '#lib/server/audits/programmes/sign.ts';
import { exportProgramme } from '#lib/server/audits/programmes/export.ts';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { readTable } from '#lib/server/files/table.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { homePage } from '#lib/server/home.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { auditHelpers } from '#test/support/audits.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import { documentsWorld, noticesOf, password, refusal, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';

let world: DocumentsWorld;
let areas: { whole: string; small: string };
beforeAll(async () => {
	world = await documentsWorld();
	await loadStandards(world.system, await readEditions());
	areas = { whole: (await aWholeArea({ name: 'Lãnh đạo', risk: 'high' })).id, small: (await anArea({ name: 'Văn thư' })).id };
	await anAuditor(world.ids.reviewer);
	await anAuditor(world.ids.staff, { validTo: '2026-11-01' });
});
afterAll(async () => {
	await stopTypst();
	await world.close();
});
const signer = createSigner(Buffer.alloc(32, 7));

const { anArea, aWholeArea, anAuditor, drafted, explained, submitted, signed, approved, rowVersionOf } = auditHelpers(() => world);
const page = async (id: string, who: Who = 'officer') => programmePage(await world.as(who), id);
const at = async (programmeId: string) => ({ programmeId, rowVersion: await rowVersionOf(programmeId) });
const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const row = (id: string) => world.client.auditProgramme.findUniqueOrThrow({ where: { id } });
/** Years are used once each; the clock goes to the year before. */
let year = 2027;
const nextYear = () => {
	year += 1;
	world.clock.set(new Date(`${year - 1}-11-24T02:00:00Z`));
	return year;
};

describe('a draft', () => {
	it('is proposed from the areas with its reasons: high risk twice, one line else', async () => {
		const { id } = await drafted(2027);
		const { lines, state, revision, standard } = await page(id);
		expect([state, revision, standard]).toEqual(['draft', 0, 'TCVN ISO 9001:2015']);
		expect(lines.map(({ areaName }) => areaName).sort()).toEqual(['Lãnh đạo', 'Lãnh đạo', 'Văn thư']);
		const small = lines.find(({ areaId }) => areaId === areas.small);
		expect(small).toMatchObject({ clauses: ['7.5', '8.5'], leadId: null, outcome: null });
		expect(small?.reasons.map((reason) => reason.code)).toEqual(['risk_medium', 'never_audited']);
		expect(await trailOf(world, id)).toEqual(['audit_programme.create']);
		expect(await refusal(drafted(2027))).toMatchObject({ code: 'programme_exists', params: { year: 2027 } });
	});

	it("is the officer's to write, the unit's to read, and for others does not exist", async () => {
		const { id } = await drafted(nextYear());
		for (const who of ['officer', 'head', 'reviewer'] as const) expect((await page(id, who)).id).toBe(id);
		for (const who of ['staff', 'drafter', 'outsider', 'coordinator', 'inspector', 'administrator'] as const)
			expect(await code(page(id, who)), who).toBe('programme_not_found');
		const input = { unitId: world.unitId, year: year + 1, objectives: '' };
		for (const who of ['head', 'reviewer', 'staff', 'outsider', 'coordinator'] as const)
			expect(await code(createProgramme(await world.as(who), input)), who).toBe('forbidden');
		for (const who of ['head', 'reviewer'] as const) {
			const ctx = await world.as(who);
			const where = await at(id);
			expect(await code(saveGrid(ctx, { ...where, cells: [] })), who).toBe('forbidden');
			expect(await code(saveGaps(ctx, { ...where, gaps: [] })), who).toBe('forbidden');
			expect(await code(submitProgramme(ctx, where)), who).toBe('forbidden');
		}
	});

	it('is drafted for this year and the two after it, and not without areas', async () => {
		for (const wrong of [year - 2, year + 3]) expect(await code(drafted(wrong))).toBe('invalid');
		const officer = await world.addPerson(['officer'], { unitId: world.otherUnitId });
		const input = { unitId: world.otherUnitId, year: year + 1, objectives: '' };
		expect(await code(createProgramme(await world.asId(officer), input))).toBe('programme_without_areas');
	});

	it('takes the grid as it is ticked: what goes goes, what stays keeps its lead, what comes has the clauses of its area', async () => {
		const { id } = await drafted(nextYear());
		const officer = await world.as('officer');
		const line = (await page(id)).lines.find(({ areaId }) => areaId === areas.small);
		if (!line) throw new Error('no line');
		await saveLine(officer, { ...(await at(id)), lineId: line.id, month: 5, leadId: world.ids.reviewer, clauses: ['8.5'], note: 'Kho' });
		const cells = [
			{ areaId: areas.small, month: 5 },
			{ areaId: areas.whole, month: 9 }
		];
		expect(await saveGrid(officer, { ...(await at(id)), cells })).toMatchObject({ removed: expect.any(Number) });
		const { lines } = await page(id);
		expect(lines.map(({ areaId, month }) => ({ areaId, month }))).toEqual(cells);
		expect(lines[0]).toMatchObject({ id: line.id, leadId: world.ids.reviewer, clauses: ['8.5'], note: 'Kho' });
		expect(lines[1]?.clauses.length).toBeGreaterThan(20);
		const foreign = await world.addUnit('KHAC');
		const other = await world.client.auditArea.create({ data: { unitId: foreign, name: 'X', createdAt: new Date(), clauses: ['7.5'] } });
		expect(await code(saveGrid(officer, { ...(await at(id)), cells: [{ areaId: other.id, month: 1 }] }))).toBe('invalid');
	});

	it('refuses a lead who is not on the register or has lapsed, a month twice, an unknown clause', async () => {
		const { id } = await drafted(nextYear());
		const officer = await world.as('officer');
		const cells = [3, 6].map((month) => ({ areaId: areas.small, month }));
		await saveGrid(officer, { ...(await at(id)), cells });
		const [line] = (await page(id)).lines;
		const input = { lineId: line?.id ?? '', month: 3, leadId: null, clauses: ['7.5'], note: '' };
		const fields = async (more: object) => (await refusal(saveLine(officer, { ...(await at(id)), ...input, ...more }))).params.fields;
		expect(await fields({ leadId: world.ids.drafter })).toEqual({ leadId: 'auditor_not_registered' });
		expect(await fields({ leadId: world.ids.staff })).toEqual({ leadId: 'auditor_not_registered' });
		expect(await fields({ month: 6 })).toEqual({ month: 'line_twice' });
		expect(await fields({ clauses: ['99.9'] })).toEqual({ clauses: 'invalid' });
		expect(await fields({ clauses: [] })).toEqual({ clauses: 'clause_required' });
	});

	it('lets one of two who write at once pass', async () => {
		const { id } = await drafted(nextYear());
		const officer = await world.as('officer');
		const where = await at(id);
		const results = await Promise.allSettled([
			saveObjectives(officer, { ...where, objectives: 'Một' }),
			saveGrid(officer, { ...where, cells: [{ areaId: areas.small, month: 2 }] })
		]);
		expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
		expect(await code(proposeAgain(officer, where))).toBe('stale');
	});

	it('is proposed anew, without what was set by hand', async () => {
		const { id } = await drafted(nextYear());
		await saveGrid(await world.as('officer'), { ...(await at(id)), cells: [] });
		expect((await page(id)).lines).toEqual([]);
		expect(await code(submitProgramme(await world.as('officer'), await at(id)))).toBe('programme_empty');
		await proposeAgain(await world.as('officer'), await at(id));
		expect((await page(id)).lines).toHaveLength(3);
	});
});

describe('the signature of a head', () => {
	it('comes only when each gap of the map has its reason', async () => {
		const { id } = await drafted(nextYear());
		await saveGrid(await world.as('officer'), { ...(await at(id)), cells: [{ areaId: areas.whole, month: 3 }] });
		const { coverage } = await page(id);
		expect(coverage.unexplained).toEqual([
			{ areaId: areas.small, clause: '7.5' },
			{ areaId: areas.small, clause: '8.5' }
		]);
		expect(await refusal(submitted(id))).toMatchObject({
			code: 'programme_gaps',
			params: { count: 2, list: '7.5 (Văn thư), 8.5 (Văn thư)' }
		});
		await explained(id, 'Đã đánh giá cuối năm trước');
		await submitted(id);
		expect((await page(id)).coverage.gaps).toEqual([
			{ areaId: areas.small, clause: '7.5', reason: 'Đã đánh giá cuối năm trước' },
			{ areaId: areas.small, clause: '8.5', reason: 'Đã đánh giá cuối năm trước' }
		]);
	});

	it('is asked for in Home and by notice; what waits is not written in; the officer may take it back, the head give it back', async () => {
		const { id } = await drafted(nextYear());
		await explained(id);
		await submitted(id);
		expect(await noticesOf(world, 'head', id)).toEqual(['programme_submitted']);
		const waits = async (who: Who) =>
			(await homePage(await world.as(who), world.unitId)).duties.filter((duty) => duty.id === id).map(({ what }) => what);
		expect([await waits('head'), await waits('deputy'), await waits('officer')]).toEqual([['programme_sign'], ['programme_sign'], []]);
		const officer = await world.as('officer');
		expect(await code(saveGrid(officer, { ...(await at(id)), cells: [] }))).toBe('programme_submitted');
		await recallProgramme(officer, await at(id));
		expect([await waits('head'), await noticesOf(world, 'head', id)]).toEqual([[], []]);
		expect(await code(signed(id))).toBe('programme_not_submitted');
		await submitted(id);
		expect(await code(returnProgramme(await world.as('head'), { ...(await at(id)), reason: ' ' }))).toBe('invalid');
		await returnProgramme(await world.as('head'), { ...(await at(id)), reason: 'Thiếu kho lưu trữ' });
		expect([await waits('officer'), await noticesOf(world, 'officer', id)]).toEqual([['programme_returned'], ['programme_returned']]);
		expect((await page(id)).returnedReason).toBe('Thiếu kho lưu trữ');
		await submitted(id);
		expect([await waits('officer'), await noticesOf(world, 'officer', id)]).toEqual([[], []]);
	});

	it('is over the plan that the head saw: password, hash and row version', async () => {
		const { id } = await drafted(nextYear());
		await explained(id);
		await submitted(id);
		const head = await world.as('head');
		const { sha256, rowVersion, sentence } = await page(id, 'head');
		const input = { programmeId: id, rowVersion, sha256, password };
		expect(await code(approveProgramme(head, { ...input, password: 'sai' }))).toBe('signature_refused');
		expect(await code(approveProgramme(head, { ...input, sha256: '0'.repeat(64) }))).toBe('content_changed');
		expect(await code(approveProgramme(head, { ...input, rowVersion: rowVersion - 1 }))).toBe('stale');
		for (const who of ['officer', 'reviewer'] as const)
			expect(await code(approveProgramme(await world.as(who), input)), who).toBe('forbidden');
		expect(await approveProgramme(head, input)).toEqual({ revision: 1 });
		expect(await code(approveProgramme(head, { ...input, rowVersion: rowVersion + 1 }))).toBe('programme_not_submitted');
		const { state, revisions } = await page(id);
		expect(state).toBe('approved');
		expect(revisions).toMatchObject([
			{ number: 1, reason: '', audits: 3, signature: { meaningText: sentence.vi, contentSha256: sha256, meaning: 'approve_programme' } }
		]);
		expect(await noticesOf(world, 'officer', id)).toEqual(['programme_approved']);
		expect(await noticesOf(world, 'head', id)).toEqual([]);
		expect((await trailOf(world, id)).at(-1)).toBe('audit_programme.approve');
	});

	it('lets one of two heads pass', async () => {
		const { id } = await drafted(nextYear());
		await explained(id);
		await submitted(id);
		const results = await Promise.allSettled([signed(id, 'head'), signed(id, 'deputy')]);
		expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect(await row(id)).toMatchObject({ state: 'approved', revision: 1 });
	});
});

describe('a change of a signed programme', () => {
	it('needs a reason and a signature, and until then what was signed holds', async () => {
		const id = await approved(nextYear());
		const officer = await world.as('officer');
		expect(await code(saveGrid(officer, { ...(await at(id)), cells: [] }))).toBe('programme_not_open');
		expect(await code(beginChange(await world.as('head'), { ...(await at(id)), reason: 'Vì sao' }))).toBe('forbidden');
		await beginChange(officer, { ...(await at(id)), reason: 'Phòng Văn thư chuyển kho' });
		expect(await code(beginChange(officer, { ...(await at(id)), reason: 'Nữa' }))).toBe('programme_change_open');
		expect(await code(submitted(id))).toBe('programme_unchanged');
		const line = (await page(id)).lines.find(({ areaId }) => areaId === areas.small);
		if (!line) throw new Error('no line');
		await saveLine(officer, { ...(await at(id)), lineId: line.id, month: 11, leadId: null, clauses: ['7.5', '8.5'], note: '' });
		const held = await approvedProgramme(world.system, world.unitId, year);
		expect(held?.lines.find(({ areaId }) => areaId === areas.small)).toMatchObject({ id: line.id, month: line.month });
		const shown = await page(id);
		expect(shown.lines.find(({ areaId }) => areaId === areas.small)).toMatchObject({ month: 11, isNew: true });
		expect(shown.takenBack).toMatchObject([{ id: line.id }]);
		await submitted(id);
		expect(await signed(id)).toEqual({ revision: 2 });
		const now = await approvedProgramme(world.system, world.unitId, year);
		expect(now).toMatchObject({ revision: 2 });
		expect(now?.lines.find(({ areaId }) => areaId === areas.small)).toMatchObject({ month: 11 });
		expect((await page(id)).revisions).toMatchObject([{ number: 2, reason: 'Phòng Văn thư chuyển kho' }, { number: 1 }]);
		const kept = await world.client.auditProgrammeRevision.findMany({ where: { programmeId: id }, orderBy: { number: 'asc' } });
		expect(JSON.stringify(kept[0]?.content)).toContain(`"month":${line.month}`);
		expect(await trailOf(world, id)).toEqual([
			...['create', 'submit', 'approve', 'begin_change', 'edit', 'submit', 'revise'].map((event) => `audit_programme.${event}`)
		]);
	});

	it('can be dropped: lines and reasons are as they were signed', async () => {
		const id = await approved(nextYear());
		const officer = await world.as('officer');
		const before = await page(id);
		await beginChange(officer, { ...(await at(id)), reason: 'Thử' });
		await saveGrid(officer, { ...(await at(id)), cells: [{ areaId: areas.small, month: 12 }] });
		await explained(id, 'Lý do mới');
		await dropChange(officer, await at(id));
		const after = await page(id);
		expect(after.lines).toEqual(before.lines);
		expect(after.sha256).toBe(before.sha256);
		expect(after.changeReason).toBeNull();
	});

	it('leaves alone a line that an audit stands on', async () => {
		const id = await approved(nextYear());
		const [line] = (await page(id)).lines;
		await anAudit(id, line?.id ?? '', 'planned');
		await beginChange(await world.as('officer'), { ...(await at(id)), reason: 'Thử' });
		const cells: { areaId: string; month: number }[] = [];
		expect(await refusal(saveGrid(await world.as('officer'), { ...(await at(id)), cells }))).toMatchObject({ code: 'line_has_audit' });
	});
});

describe('the close of a year', () => {
	it('counts what was not done, cancelled audits among it, and needs a reason before the year is over', async () => {
		const id = await approved(nextYear());
		const [first, second, third] = (await page(id)).lines;
		await anAudit(id, first?.id ?? '', 'closed');
		await anAudit(id, second?.id ?? '', 'cancelled');
		const officer = await world.as('officer');
		expect(await refusal(closeProgramme(officer, { ...(await at(id)), reason: '' }))).toMatchObject({ code: 'programme_year_runs' });
		expect(await code(closeProgramme(await world.as('head'), { ...(await at(id)), reason: 'Vì sao' }))).toBe('forbidden');
		world.clock.set(new Date(`${year + 1}-01-03T02:00:00Z`));
		const closing = await closeProgramme(officer, { ...(await at(id)), reason: '' });
		expect(closing).toEqual({
			planned: 3,
			done: 1,
			notDone: [
				{ area: second?.areaName, month: second?.month, why: 'cancelled' },
				{ area: third?.areaName, month: third?.month, why: 'no_audit' }
			]
		});
		expect((await page(id)).closing).toEqual(closing);
		expect(await approvedProgramme(world.system, world.unitId, year)).toBeNull();
		expect(await code(beginChange(officer, { ...(await at(id)), reason: 'Muộn' }))).toBe('illegal_transition');
	});

	it('waits for a change that is not signed, and is refused of a draft', async () => {
		const id = await approved(nextYear());
		const officer = await world.as('officer');
		await beginChange(officer, { ...(await at(id)), reason: 'Thử' });
		expect(await code(closeProgramme(officer, { ...(await at(id)), reason: 'Sớm' }))).toBe('programme_change_open');
		const draft = await drafted(nextYear());
		expect(await code(closeProgramme(officer, { ...(await at(draft.id)), reason: 'Sớm' }))).toBe('illegal_transition');
	});
});

describe('the paper and the sheet', () => {
	it('say what is signed, by whom, and what is a draft; for those who may read the programme', async () => {
		const draft = await drafted(nextYear());
		await saveGrid(await world.as('officer'), { ...(await at(draft.id)), cells: [{ areaId: areas.whole, month: 3 }] });
		const text = async (id: string, who: Who = 'officer') => {
			const { bytes, contentType } = await exportProgramme(await world.as(who), id, 'pdf', signer);
			expect(contentType).toBe('application/pdf');
			const pages = (await PDFDocument.load(bytes)).getPageCount();
			return Array.from({ length: pages }, (_, index) => textOf(bytes, index + 1))
				.join(' ')
				.replace(/\s+/g, ' ');
		};
		const unsigned = await text(draft.id);
		expect(unsigned).toContain('DỰ THẢO');
		expect(unsigned).toContain('Lãnh đạo');
		await explained(draft.id, 'Đánh giá năm sau');
		await submitted(draft.id);
		await signed(draft.id);
		const paper = await text(draft.id, 'head');
		expect(paper).not.toContain('DỰ THẢO');
		expect(paper).toContain('Đánh giá năm sau');
		expect(paper).toContain('Đã ký trong eISO lúc');
		const sheet = await readTable(Buffer.from((await exportProgramme(await world.as('reviewer'), draft.id, 'xlsx')).bytes), 'x.xlsx');
		expect(sheet.rows[1]?.cells.slice(0, 3)).toEqual([String(year), '3', 'Lãnh đạo']);
		expect(await code(exportProgramme(await world.as('staff'), draft.id, 'pdf', signer))).toBe('programme_not_found');
	});
});

describe('counts', () => {
	it('are what the Department sees: state and numbers of each unit, no text', async () => {
		const id = await approved(nextYear());
		const [line] = (await page(id)).lines;
		await anAudit(id, line?.id ?? '', 'reported');
		const coordinator = await world.as('coordinator');
		const counts = await programmeCounts(coordinator, year);
		expect(counts.find((one) => one.id === world.unitId)).toEqual({
			...{ id: world.unitId, name: 'Đơn vị SO-NV', code: 'SO-NV', state: 'approved', planned: 3, done: 1 }
		});
		expect(counts.find((one) => one.id === world.otherUnitId)).toMatchObject({ state: null, planned: 0 });
		expect(await programmesPage(coordinator, null, year)).toMatchObject({ view: 'province', year });
		for (const who of ['staff', 'administrator', 'inspector'] as const)
			expect(await code(programmesPage(await world.as(who), world.unitId, undefined)), who).toBe('forbidden');
		const own = await programmesPage(await world.as('officer'), world.unitId, undefined);
		expect(own).toMatchObject({ view: 'unit', may: { manage: true } });
	});

	it('say in the grid when the Department comes', async () => {
		const id = await approved(nextYear());
		const cycle = await world.client.auditCycle.create({
			data: {
				number: `CK-${year}-01`,
				title: 'Kiểm tra năm',
				windowFrom: toDbDate(`${year}-03-01`),
				windowTo: toDbDate(`${year}-09-01`),
				createdById: world.ids.coordinator,
				createdAt: world.clock.now()
			}
		});
		const day = toDbDate(`${year}-06-12`);
		const visit = { cycleId: cycle.id, unitId: world.unitId, visitOn: day, firstVisitOn: day };
		await pastGuards(world.client, ['inspection'], (db) => db.inspection.create({ data: visit }));
		expect((await page(id)).visits).toMatchObject([{ number: `CK-${year}-01`, day: `${year}-06-12` }]);
	});
});

describe('the score of a year', () => {
	it('counts an audit for the lines that it carries out, and not for every month of its area', async () => {
		const id = await approved(nextYear());
		const { lines } = await page(id);
		const twice = lines.filter(({ areaId }) => lines.filter((line) => line.areaId === areaId).length > 1);
		expect(twice).toHaveLength(2);
		const [first] = twice;
		const audit = await anAudit(id, first?.id ?? '', 'planned');
		await world.client.auditScopeArea.create({ data: { auditId: audit.id, areaId: first?.areaId ?? '' } });
		world.clock.set(new Date(`${year}-12-30T02:00:00Z`));
		await world.client.internalAudit.update({ where: { id: audit.id }, data: { state: 'closed', reportedAt: world.clock.now() } });
		const coordinator = await world.as('coordinator');
		const set = await createSet(coordinator, { year, title: 'Thử', unitKinds: [], isSample: false, revisesId: null });
		const criterion = { number: '1', text: 'Đánh giá', maxPoints: 10, rule: 'audit_done' as const, full: 100, least: 0 };
		await saveCriterion(coordinator, { setId: set.id, criterionId: null, criterion });
		await publishSet(coordinator, { setId: set.id });
		const [score] = await computeScore(coordinator, set.id, [world.unitId], world.day());
		expect(score?.lines[0]?.share).toEqual({ done: 1, of: lines.length });
	});
});

let audits = 0;
/** An audit of a line, as it stands in the end: how it came to be is tried where audits are. */
async function anAudit(programmeId: string, lineId: string, state: 'planned' | 'reported' | 'closed' | 'cancelled') {
	audits += 1;
	const day = toDbDate(`${year}-05-10`);
	const { id } = await world.client.internalAudit.create({
		data: {
			...{ unitId: world.unitId, number: `ĐG-${audits}`, title: 'Đánh giá', programmeId },
			auditScopeLineAudit: { create: { lineId } },
			...{ standardCode: 'ISO9001-2015', startsOn: day, endsOn: day, firstStartsOn: day },
			...{ createdById: world.ids.officer, createdAt: world.clock.now() }
		}
	});
	return world.client.internalAudit.update({ where: { id }, data: { state } });
}
