import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import type { Role } from '#lib/domain/permissions/actor.ts';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { providerQuery } from '#lib/domain/reviews/providers/forms.ts';
import { defaultCriteria } from '#lib/domain/reviews/providers/rating.ts';
import { newRiskForm, riskQuery } from '#lib/domain/reviews/risks/forms.ts';
import { programmesPage } from '#lib/server/audits/programmes/list.ts';
import { programmePage } from '#lib/server/audits/programmes/page.ts';
import { closeProgramme } from '#lib/server/audits/programmes/close.ts';
import { actionRegister } from '#lib/server/corrective-actions/paper.ts';
import { askVoidAction, confirmVoidAction } from '#lib/server/corrective-actions/void.ts';
import { documentListPage } from '#lib/server/documents/queries/list-page.ts';
import { readTable } from '#lib/server/files/table.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { beginReport, editReport } from '#lib/server/reports/periodic/acts.ts';
import { reportsPage } from '#lib/server/reports/periodic/list.ts';
import { reportPage } from '#lib/server/reports/periodic/pages.ts';
import { reportQuery } from '#lib/server/reports/periodic/province-list.ts';
import { reviewList } from '#lib/server/reviews/management/list.ts';
import { reviewPage } from '#lib/server/reviews/management/page.ts';
import { planReview, postponeReview } from '#lib/server/reviews/management/plan.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { objectivesList } from '#lib/server/reviews/objectives/list.ts';
import { objectivePage, objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { createProvider } from '#lib/server/reviews/providers/acts.ts';
import { providerList, providerPage } from '#lib/server/reviews/providers/pages.ts';
import { createRisk } from '#lib/server/reviews/risks/acts.ts';
import { exportRisks } from '#lib/server/reviews/risks/export.ts';
import { riskList, riskPage } from '#lib/server/reviews/risks/pages.ts';
import { announcementsPage, parseProvinceQuery } from '#lib/server/roll-out/announcements/list-page.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { raisedAction } from '#test/support/actions.ts';
import { auditHelpers } from '#test/support/audits.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, password, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { textOf } from '#test/support/pdf-pages.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

/*
 * A unit without a document is merged into another one, together with one that left a risk alone and one that left nothing. What it planned, reviewed
 * and reported is read by officers and heads of the successor, in lists of its own, and changed by nobody.
 */
let world: DocumentsWorld;
let [heir, small, empty] = ['', '', ''];
let draft: string;
let of: Record<'review' | 'objectives' | 'line' | 'risk' | 'report' | 'programme' | 'provider', string>;
let action = { id: '', number: '' };
const people = new Map<Role, string>();
const as = (role: Role) => world.asId(people.get(role) ?? '');
const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const asked = () => new URLSearchParams(`unit=${world.unitId}`);

async function aRisk(unitId: string, officerId: string): Promise<string> {
	const risk = newRiskForm.parse({
		...{ kind: 'risk', activity: 'Tiếp nhận hồ sơ', statement: 'Mất hồ sơ giấy', ownerId: officerId, likelihood: '3', impact: '4' },
		reviewOn: world.day(90)
	});
	return (await createRisk(await world.asId(officerId), { ...risk, unitId })).id;
}

async function signedObjectives(): Promise<{ id: string; lineId: string }> {
	const officer = await world.as('officer');
	const { id } = await createObjectiveSet(officer, { unitId: world.unitId, year: 2026, copy: false });
	const rowVersion = async () => (await objectiveSetPage(officer, id)).rowVersion;
	const objective = objectiveForm.omit({ rowVersion: true }).parse({
		...{ code: 'MT-01', statement: 'Giải quyết hồ sơ đúng hạn', indicator: 'Tỷ lệ đúng hạn', measure: '%', direction: 'at_least' },
		...{ target: '98,5', judging: 'latest', period: 'quarter', ownerId: world.ids.drafter, dueOn: '2026-12-31' }
	});
	const { lineId } = await saveObjective(officer, { setId: id, rowVersion: await rowVersion(), lineId: null, objective });
	await submitObjectives(officer, { setId: id, rowVersion: await rowVersion() });
	const head = await world.as('head');
	const shown = await objectiveSetPage(head, id);
	await approveObjectives(head, { setId: id, rowVersion: shown.rowVersion, sha256: shown.sha256, password });
	return { id, lineId };
}

/** The things of each list, as somebody of the successor has it: of the closed unit where `before` says so, else of their own. */
async function lists(role: Role, before: boolean) {
	const ctx = await as(role);
	const unit = before ? world.unitId : null;
	const programmes = await programmesPage(ctx, heir, undefined, unit);
	const { own } = await reportsPage(ctx, heir, null, reportQuery(new URLSearchParams()), unit);
	const all = { state: 'all', ...(unit ? { unit } : {}) };
	const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);
	return {
		review: ids((await reviewList(ctx, heir, null, unit)).items),
		objectives: ids((await objectivesList(ctx, heir, unit)).items),
		risk: ids((await riskList(ctx, heir, riskQuery.parse(all))).items),
		report: (own?.periods ?? []).flatMap(({ reportId }) => reportId ?? []),
		programme: programmes.view === 'unit' ? ids(programmes.items) : [],
		provider: ids((await providerList(ctx, heir, providerQuery.parse(all))).items)
	};
}

beforeAll(async () => {
	world = await documentsWorld();
	await loadStandards(world.system, await readEditions());
	heir = world.otherUnitId;
	[small, empty] = [await world.addUnit('XA-R'), await world.addUnit('XA-K')];
	for (const role of ['reader', 'reviewer', 'officer', 'head'] as const) people.set(role, await world.addPerson([role], { unitId: heir }));
	await aRisk(small, await world.addPerson(['officer'], { unitId: small }));
	const officer = await world.as('officer');
	const { unitId } = world;
	const applied = { standardCode: 'ISO9001-2015', scope: 'Toàn bộ', validFrom: new Date('2026-01-01') };
	await world.client.unitStandard.create({ data: { unitId, ...applied } });
	const objectives = await signedObjectives();
	const { aWholeArea, approved, drafted } = auditHelpers(() => world);
	await aWholeArea({ name: 'Lãnh đạo', risk: 'high' });
	const review = await planReview(officer, {
		...{ unitId, title: 'Xem xét của lãnh đạo', plannedOn: world.day(5), startsAt: '08:00', place: 'Phòng họp', periodFrom: null },
		...{ chairId: world.ids.head, secretaryId: world.ids.officer, memberIds: [world.ids.drafter] }
	});
	const provider = await createProvider(officer, {
		...{ unitId, name: 'Công ty A', taxCode: '', contact: '', provides: 'Bảo trì máy tính', control: '' },
		...{ criteria: [...defaultCriteria], startedOn: '2025-01-01', nextRatingOn: world.day(5) }
	});
	of = {
		...{ review: review.id, objectives: objectives.id, line: objectives.lineId, risk: await aRisk(unitId, world.ids.officer) },
		report: (await beginReport(officer, unitId, { kind: 'half_year', year: 2026 })).id,
		...{ programme: await approved(2027), provider: provider.id }
	};
	draft = (await drafted(2028)).id;
	action = await raisedAction(world);
	await askVoidAction(await world.as('head'), { actionId: action.id, reason: 'Ghi nhầm' });
	await confirmVoidAction(officer, { actionId: action.id });
	await recordUnitEvent(await world.as('coordinator'), {
		...{ kind: 'MERGE', from: [unitId, small, empty], to: [{ unitId: heir }], effectiveOn: world.day(30) },
		...{ decisionNumber: '12/NQ-HĐND', decisionDate: world.day() }
	});
});
afterAll(async () => {
	await stopTypst();
	await world.close();
});

it('gives nothing before the day', async () => {
	const officer = await as('officer');
	expect(officer.actor).toMatchObject({ predecessors: [] });
	expect(await code(reviewPage(officer, of.review))).toBe('management_review_not_found');
	expect((await lists('officer', true)).risk).toEqual([]);
});

it('a unit that left anything is carried to its successor, document or none, in the one statement', async () => {
	world.clock.set(new Date(`${world.day(30)}T00:01:00+07:00`));
	await closeEndedUnits(world.system);
	const before = [world.unitId, small].sort().map((unitId) => ({ unitId, heirId: heir }));
	expect((await as('officer')).actor).toMatchObject({ predecessors: before });
	const page = await documentListPage(await as('head'), new URLSearchParams(), heir);
	const all = ['audits', 'programmes', 'actions', 'reviews', 'objectives', 'risks', 'providers', 'reports', 'announcements'];
	expect(page.before.map(({ unitId, lists }) => ({ unitId, lists })).sort((a, b) => (a.unitId < b.unitId ? -1 : 1))).toEqual(
		before.map(({ unitId }) => ({ unitId, lists: all }))
	);
});

it('officers and heads read it on its pages and in lists of its own', async () => {
	for (const role of ['officer', 'head'] as const) {
		const ctx = await as(role);
		expect(await reviewPage(ctx, of.review)).toMatchObject({ all: true, state: 'cancelled', unit: 'Đơn vị SO-NV' });
		expect(await objectiveSetPage(ctx, of.objectives)).toMatchObject({ state: 'closed', items: [{ id: of.line }] });
		expect((await objectivePage(ctx, of.objectives, of.line)).objective.code).toBe('MT-01');
		expect((await riskPage(ctx, of.risk)).risk).toMatchObject({ state: 'closed', score: 12 });
		expect(await reportPage(ctx, of.report)).toMatchObject({ unitId: world.unitId, state: 'cancelled' });
		expect(await programmePage(ctx, of.programme)).toMatchObject({ state: 'closed', year: 2027 });
		expect((await providerPage(ctx, of.provider)).provider.name).toBe('Công ty A');
		const { line: _line, ...each } = of;
		expect(await lists(role, true)).toEqual(Object.fromEntries(Object.entries(each).map(([kind, id]) => [kind, [id]])));
		// Their own lists hold nothing of it.
		expect(await lists(role, false)).toEqual(Object.fromEntries(Object.keys(each).map((kind) => [kind, []])));
	}
});

it('each list says that the unit is no more, offers no act, and costs one statement more', async () => {
	const { ctx, count } = counting(await as('officer'));
	const took = async (list: () => Promise<unknown>) => {
		const start = count();
		await list();
		return count() - start;
	};
	const own = await took(() => riskList(ctx, heir, riskQuery.parse({})));
	expect(await took(() => riskList(ctx, heir, riskQuery.parse({ unit: world.unitId })))).toBe(own + 1);
	const ended = { unitId: world.unitId, decisionNumber: '12/NQ-HĐND' };
	expect(await reviewList(ctx, heir, null, world.unitId)).toMatchObject({ ended, years: [2026], due: null, can: { plan: false } });
	expect(await objectivesList(ctx, heir, world.unitId)).toMatchObject({ ended, may: { manage: false } });
	expect(await riskList(ctx, heir, riskQuery.parse({ unit: world.unitId }))).toMatchObject({ ended, may: { manage: false } });
	expect(await programmesPage(ctx, heir, undefined, world.unitId)).toMatchObject({ ended, may: { manage: false, areas: false } });
	expect(await providerList(ctx, heir, providerQuery.parse({ unit: world.unitId }))).toMatchObject({ ended, may: { manage: false } });
	const reports = await reportsPage(ctx, heir, null, reportQuery(new URLSearchParams()), world.unitId);
	// What it never began is asked of nobody.
	expect(reports).toMatchObject({ ended, own: { periods: [{ reportId: of.report, lateDays: 0, mayBegin: false }] } });
	expect(await announcementsPage(ctx, heir, world.unitId, parseProvinceQuery(asked()))).toMatchObject({
		...{ view: 'unit', unitName: 'Đơn vị SO-NV', ended },
		list: { may: { manage: false } }
	});
});

it('what was given up with the unit is never late', async () => {
	const officer = await as('officer');
	const { own } = await reportsPage(officer, heir, null, reportQuery(new URLSearchParams()), world.unitId);
	const [report] = own?.periods ?? [];
	expect(report).toMatchObject({ reportId: of.report, asked: true, lateDays: 0 });
	expect(report?.dueOn && report.dueOn < world.day()).toBe(true);
	expect((await reportPage(officer, of.report)).lateDays).toBe(0);
});

it('a programme that no head had signed is not among what it left', async () => {
	for (const role of ['officer', 'head'] as const) expect(await code(programmePage(await as(role), draft))).toBe('programme_not_found');
});

it('nobody changes anything', async () => {
	const [officer, head] = [await as('officer'), await as('head')];
	const rowVersion = 1;
	expect([
		await code(postponeReview(head, { reviewId: of.review, plannedOn: world.day(5), reason: 'Dời', rowVersion })),
		await code(closeProgramme(officer, { programmeId: of.programme, rowVersion, reason: 'Hết' })),
		await code(
			editReport(officer, of.report, {
				...{ rowVersion, number: '1', reportDate: world.day(), results: '', difficulties: '', proposals: '', plan: '', cost: '' }
			})
		)
	]).toEqual(['forbidden', 'forbidden', 'forbidden']);
	// What the end closed is refused for its state before anybody's rights are asked.
	for (const act of ['risk.manage', 'risk.assess', 'objective.manage', 'objective.sign', 'objective.report', 'provider.manage'] as const)
		for (const { actor } of [officer, head]) expect(may(actor, act, { unitId: world.unitId }), act).toBe(false);
	const page = await reviewPage(head, of.review);
	expect(Object.entries(page.can).filter(([act, can]) => can && act !== 'tooEarly')).toEqual([]);
	for (const may of [
		(await objectiveSetPage(head, of.objectives)).may,
		(await objectivePage(officer, of.objectives, of.line)).may,
		(await riskPage(officer, of.risk)).may,
		(await reportPage(head, of.report)).may,
		(await programmePage(officer, of.programme)).may,
		(await providerPage(officer, of.provider)).may
	])
		expect(Object.values(may)).not.toContain(true);
});

it('the registers of its actions and risks are its own, under its name', async () => {
	const officer = await as('officer');
	const query = parseActionQuery(new URLSearchParams(`unit=${world.unitId}&state=all`));
	const paper = textOf((await actionRegister(officer, heir, query, 'pdf')).bytes);
	for (const text of [action.number, 'SO-NV']) expect(paper).toContain(text);
	expect(paper).not.toContain('SO-TC');
	const own = textOf((await actionRegister(officer, heir, parseActionQuery(new URLSearchParams('state=all')), 'pdf')).bytes);
	expect(own).not.toContain(action.number);
	const { bytes } = await exportRisks(officer, heir, riskQuery.parse({ unit: world.unitId, state: 'all' }));
	expect(JSON.stringify(await readTable(Buffer.from(bytes), 'x.xlsx'))).toContain('Mất hồ sơ giấy');
	const { bytes: ours } = await exportRisks(officer, heir, riskQuery.parse({ state: 'all' }));
	expect(JSON.stringify(await readTable(Buffer.from(ours), 'x.xlsx'))).not.toContain('Mất hồ sơ giấy');
});

it('nobody else reads it', async () => {
	for (const role of ['reader', 'reviewer'] as const) {
		const ctx = await as(role);
		expect([
			await code(reviewPage(ctx, of.review)),
			await code(objectiveSetPage(ctx, of.objectives)),
			await code(riskPage(ctx, of.risk)),
			await code(reportPage(ctx, of.report)),
			await code(programmePage(ctx, of.programme)),
			await code(providerPage(ctx, of.provider))
		]).toEqual([
			...['management_review_not_found', 'objective_set_not_found', 'risk_not_found', 'report_not_found', 'programme_not_found'],
			'provider_not_found'
		]);
		expect((await riskList(ctx, heir, riskQuery.parse({ state: 'all', unit: world.unitId }))).items).toEqual([]);
		const page = await documentListPage(ctx, new URLSearchParams(), heir);
		expect(page.before.flatMap(({ lists }) => lists)).toEqual([]);
		expect(page.before.map(({ unitId }) => unitId)).not.toContain(small);
	}
});
