import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CriterionInput } from '#lib/domain/audits/scores/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { computeScore } from '#lib/server/audits/scores/compute.ts';
import { loadSet, readSets } from '#lib/server/audits/scores/facts.ts';
import { fixScoreFor, fixScores, markCriterion } from '#lib/server/audits/scores/fix.ts';
import { changeSet, createSet, discardSet, publishSet, removeCriterion, saveCriterion } from '#lib/server/audits/scores/sets.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, issuedVersion, password, refusal, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { anInspection, inspectedWorld, minuted, notified, onSite } from '#test/support/inspections.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import { loadSampleSet, readSampleSet } from '../../prisma/seed/samples.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z', { parent: 'UBND-T', max: 16 });
	await transaction(world.system, async (ctx) => loadSampleSet(ctx, await readSampleSet()));
});
afterAll(() => world.close());

const about = { year: 2026, title: 'Bộ tiêu chí thử', unitKinds: [], isSample: false };
const criterion: CriterionInput = { number: 'A', text: 'Việc trong kế hoạch', maxPoints: 10, rule: 'plan_steps', full: 100, least: 0 };

async function aSet(...criteria: Partial<CriterionInput>[]) {
	const coordinator = await world.as('coordinator');
	const { id } = await createSet(coordinator, { ...about, revisesId: null });
	for (const more of criteria) await saveCriterion(coordinator, { setId: id, criterionId: null, criterion: { ...criterion, ...more } });
	await publishSet(coordinator, { setId: id });
	return loadSet(coordinator, id);
}
const sampleId = async () => (await world.client.criteriaSet.findFirstOrThrow({ where: { isSample: true } })).id;

describe('sets of criteria', () => {
	it('are the coordinator’s; drafts are unknown to others and published ones never change', async () => {
		const coordinator = await world.as('coordinator');
		for (const who of ['officer', 'head', 'inspector', 'administrator'] as const)
			expect((await refusal(createSet(await world.as(who), { ...about, revisesId: null }))).code).toBe('forbidden');
		const { id } = await createSet(coordinator, { ...about, revisesId: null });
		expect((await refusal(loadSet(await world.as('head'), id))).code).toBe('not_found');
		expect((await refusal(publishSet(coordinator, { setId: id }))).code).toBe('criteria_empty');
		await saveCriterion(coordinator, { setId: id, criterionId: null, criterion });
		expect((await refusal(saveCriterion(coordinator, { setId: id, criterionId: null, criterion }))).params).toMatchObject({
			fields: { number: 'criterion_code_taken' }
		});
		const before = await loadSet(coordinator, id);
		await changeSet(coordinator, { ...about, title: 'Tên mới', setId: id, rowVersion: before.rowVersion });
		expect((await refusal(publishSet(coordinator, { setId: id, rowVersion: before.rowVersion }))).code).toBe('stale');
		await publishSet(coordinator, { setId: id });
		const published = await loadSet(await world.as('staff'), id);
		expect(published).toMatchObject({ title: 'Tên mới', max: 10, state: 'published' });
		const criterionId = published.criteria[0]?.id ?? '';
		expect((await refusal(removeCriterion(coordinator, { setId: id, criterionId }))).code).toBe('criteria_set_published');
		// The next one goes on from it, once.
		const next = await createSet(coordinator, { ...about, title: 'Bản sau', revisesId: id });
		expect((await loadSet(coordinator, next.id)).criteria.map(({ code, max }) => [code, max])).toEqual([['A', 10]]);
		expect((await refusal(createSet(coordinator, { ...about, revisesId: id }))).code).toBe('criteria_set_revised');
		expect(await trailOf(world, id)).toEqual(['criteria_set.create', 'criteria_set.change', 'criteria_set.change', 'criteria_set.publish']);
	});

	it('are set aside as drafts with a reason, and what they went on from may be gone on from again', async () => {
		const coordinator = await world.as('coordinator');
		const reason = 'Lập nhầm năm';
		const set = await aSet({});
		expect((await refusal(discardSet(coordinator, { setId: set.id, reason }))).code).toBe('criteria_set_published');
		const { id } = await createSet(coordinator, { ...about, title: 'Lập nhầm', revisesId: set.id });
		expect((await refusal(discardSet(await world.as('officer'), { setId: id, reason }))).code).toBe('not_found');
		expect((await refusal(discardSet(coordinator, { setId: id, reason: ' ' }))).params).toMatchObject({
			fields: { reason: 'reason_required' }
		});
		expect((await refusal(discardSet(coordinator, { setId: id, reason, rowVersion: 9 }))).code).toBe('stale');
		await discardSet(coordinator, { setId: id, reason });
		expect((await refusal(loadSet(coordinator, id))).code).toBe('not_found');
		expect((await refusal(publishSet(coordinator, { setId: id }))).code).toBe('not_found');
		expect((await readSets(world.system)).map((one) => one.id)).not.toContain(id);
		const told = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: id, event: 'criteria_set.discard' } });
		expect(told).toMatchObject({ comment: reason, before: { title: 'Lập nhầm', criteria: ['A'] } });
		const attacks = [
			`update criteria_set set state = 'draft' where id = '${id}'`,
			`update criteria_set set state = 'published', published_at = now() where id = '${id}'`,
			`update criterion set text = 'Khác' where set_id = '${id}'`
		];
		for (const attack of attacks) await expect(world.client.$executeRawUnsafe(attack), attack).rejects.toThrow(/content_frozen/);
		const again = await createSet(coordinator, { ...about, title: 'Bản sau', revisesId: set.id });
		expect((await loadSet(coordinator, again.id)).state).toBe('draft');
		await discardSet(coordinator, { setId: again.id, reason });
	});

	it('and scores stay, whatever is said to the database', async () => {
		const set = await aSet({}, { number: 'B', rule: 'manual', maxPoints: 5 });
		const open = await createSet(await world.as('coordinator'), { ...about, revisesId: null });
		const [plan, manual] = set.criteria;
		await markCriterion(await world.as('coordinator'), {
			criterionId: manual?.id ?? '',
			unitId: world.unitId,
			points: 3,
			remark: 'Đã công bố',
			evidence: 'CB-01'
		});
		await fixScores(await world.as('coordinator'), { setId: set.id });
		const by = world.ids.coordinator;
		const attacks = [
			`update criterion set max_points = 99 where id = '${plan?.id}'`,
			`update criterion set set_id = '${open.id}' where id = '${plan?.id}'`,
			`delete from criterion where id = '${plan?.id}'`,
			`insert into criterion (id, set_id, position, code, text, max_points, rule) values (gen_random_uuid(), '${set.id}', 9, 'Z', 'Thêm', 1, 'manual')`,
			`update criteria_set set state = 'draft', published_at = null where id = '${set.id}'`,
			`update criteria_set set title = 'Khác' where id = '${set.id}'`,
			`delete from criteria_set where id = '${set.id}'`,
			`update criteria_set set state = 'published', published_at = now() where id = '${open.id}'`,
			`insert into criteria_set (id, year, title, state, created_at, published_at) values (gen_random_uuid(), 2026, 'X', 'published', now(), now())`,
			`update criteria_score set points = max_points`,
			`delete from criteria_score`,
			`update criterion_mark set points = 5`,
			`delete from criterion_mark`,
			`insert into criterion_mark (id, criterion_id, unit_id, points, remark, marked_by_id, marked_at)
				values (gen_random_uuid(), '${manual?.id}', '${world.unitId}', 6, 'Quá', '${by}', now())`,
			`insert into criteria_score (id, set_id, unit_id, as_of, points, max_points, lines, fixed_by_id, fixed_at)
				values (gen_random_uuid(), '${set.id}', '${world.unitId}', now(), 16, 15, '[]', '${by}', now())`,
			`insert into criteria_score (id, set_id, unit_id, as_of, points, max_points, lines, fixed_by_id, fixed_at)
				values (gen_random_uuid(), '${open.id}', '${world.unitId}', now(), 1, 15, '[]', '${by}', now())`
		];
		for (const attack of attacks)
			await expect(world.client.$executeRawUnsafe(attack), attack).rejects.toThrow(
				/content_frozen|append_only|illegal_transition|illegal_points|cannot be deleted/
			);
	});
});

describe('points that people give', () => {
	it('are the coordinator’s, within the criterion, with a remark, and the newest count', async () => {
		const set = await aSet({ number: 'CB', rule: 'manual', maxPoints: 5 }, {});
		const [manual, computed] = set.criteria;
		const mark = { criterionId: manual?.id ?? '', unitId: world.unitId, points: 4, remark: 'Đã công bố', evidence: 'CB số 12' };
		const coordinator = await world.as('coordinator');
		for (const who of ['officer', 'head', 'inspector'] as const)
			expect((await refusal(markCriterion(await world.as(who), mark))).code).toBe('forbidden');
		expect((await refusal(markCriterion(coordinator, { ...mark, points: 6 }))).params).toMatchObject({ fields: { points: 'number_to:5' } });
		expect((await refusal(markCriterion(coordinator, { ...mark, criterionId: computed?.id ?? '' }))).code).toBe('criterion_computed');
		expect((await refusal(markCriterion(coordinator, { ...mark, unitId: set.id }))).code).toBe('not_found');
		await markCriterion(coordinator, mark);
		world.clock.set(new Date('2026-11-24T03:00:00Z'));
		await markCriterion(await world.as('coordinator'), { ...mark, points: 2.5, remark: 'Chưa đăng trên trang' });
		const [score] = await computeScore(await world.as('coordinator'), set.id, [world.unitId], world.day());
		expect(score?.lines[0]).toMatchObject({ points: 2.5, remark: 'Chưa đăng trên trang', evidence: 'CB số 12' });
		const [before] = await computeScore(await world.as('coordinator'), set.id, [world.unitId], world.day(-1));
		expect(before?.lines[0]?.points).toBe(0);
	});
});

describe('a score', () => {
	it('counts what was due until the day, unit by unit', async () => {
		const set = await aSet(
			{ number: '1', rule: 'plan_steps' },
			{ number: '2', rule: 'actions_on_time' },
			{ number: '3', rule: 'reading_on_time' },
			{ number: '4', rule: 'documents_reviewed' },
			{ number: '5', rule: 'audit_done' },
			{ number: '6', rule: 'inspection_result' },
			{ number: '7', rule: 'services_covered' }
		);
		const { client, unitId, otherUnitId } = world;
		const day = (offset: number) => toDbDate(world.day(offset));
		const step = (dueOn: Date, doneOn: Date | null, more: object = {}) =>
			client.isoPlanStep.create({
				data: { unitId, year: 2026, position: 1, what: 'Việc', responsibleName: 'Tổ ISO', dueOn, doneOn, ...more }
			});
		await step(day(-30), day(-29));
		await step(day(-20), null);
		await step(day(10), null);
		await step(day(-20), null, { droppedReason: 'Không còn' });
		const action = (number: string, dueOn: Date, completedAt: Date | null) =>
			pastGuards(client, ['corrective_action'], (db) =>
				db.correctiveAction.create({
					data: {
						unitId,
						numberUnitId: unitId,
						number,
						source: 'self_found',
						grade: 'minor',
						statement: 'Lỗi',
						raisedAt: new Date('2026-03-01T00:00:00Z'),
						raisedById: world.ids.head,
						dueOn,
						firstDueOn: dueOn,
						completedAt
					}
				})
			);
		await action('KPH-2026-901', day(-40), new Date('2026-10-01T00:00:00Z'));
		await action('KPH-2026-902', day(-40), null);
		await action('KPH-2026-903', day(-40), new Date('2026-11-20T00:00:00Z'));
		await action('KPH-2026-904', day(5), null);
		await issuedVersion(world);

		const scores = await computeScore(await world.as('coordinator'), set.id, [unitId, otherUnitId], world.day());
		const sharesOf = (id: string) => scores.find((score) => score.unitId === id)?.lines.map(({ share, points }) => [share, points]);
		expect(sharesOf(unitId)).toEqual([
			[{ done: 1, of: 2 }, 5],
			[{ done: 1, of: 3 }, 3.33],
			[null, 10],
			[null, 0],
			[null, 0],
			[null, 0],
			[null, 0]
		]);
		expect(sharesOf(otherUnitId)?.map(([, points]) => points)).toEqual([0, 10, 10, 0, 0, 0, 0]);
		expect(scores.map(({ unitId: id }) => id)).toEqual([unitId, otherUnitId]);
		// Before the steps were due there was nothing to do.
		const [earlier] = await computeScore(await world.as('coordinator'), set.id, [unitId], world.day(-60));
		expect(earlier?.lines[0]).toMatchObject({ share: null, points: 0 });
	});

	it('takes the last closed inspection, and is fixed with it when a cycle says so', async () => {
		const set = await aSet({ number: 'KT', rule: 'inspection_result', maxPoints: 20 });
		const inspected = await inspectedWorld(world);
		const inspection = await anInspection(world, inspected);
		await notified(world, inspected, inspection);
		await onSite(world, inspected, inspection);
		await minuted(world, inspected, inspection);
		await signMinutes(await world.as('head'), { inspectionId: inspection.id, password });
		const fixed = await transaction(await world.as('head'), (ctx) =>
			fixScoreFor(ctx, { setId: set.id, unitId: world.unitId, cycleId: inspected.cycleId })
		);
		expect(fixed).toMatchObject({ points: 12.22, max: 20 });
		expect(fixed?.lines[0]).toMatchObject({ share: { done: 5.5, of: 9 }, href: `/inspections/${inspection.id}` });
		const row = await world.client.criteriaScore.findFirstOrThrow({ where: { setId: set.id } });
		expect([row.unitId, row.cycleId, row.points.toNumber(), row.fixedById]).toEqual([
			world.unitId,
			inspected.cycleId,
			12.22,
			world.ids.head
		]);
	});

	it('is fixed for every unit of the set’s kinds, by the coordinator alone, each in its chain', async () => {
		await world.client.unitKind.create({ data: { code: 'XA', nameVi: 'Xã', nameEn: 'Commune', sortOrder: 2 } });
		const set = await aSet({});
		expect((await refusal(fixScores(await world.as('head'), { setId: set.id }))).code).toBe('forbidden');
		const { units } = await fixScores(await world.as('coordinator'), { setId: set.id });
		expect(units).toBe(await world.client.unit.count());
		expect(await world.client.criteriaScore.count({ where: { setId: set.id } })).toBe(units);
		expect((await trailOf(world, set.id)).filter((event) => event === 'criteria_set.fix')).toHaveLength(units);
		const coordinator = await world.as('coordinator');
		const communes = await createSet(coordinator, { ...about, unitKinds: ['XA'], revisesId: null });
		await saveCriterion(coordinator, { setId: communes.id, criterionId: null, criterion });
		expect((await refusal(fixScores(coordinator, { setId: communes.id }))).code).toBe('criteria_set_draft');
		await publishSet(coordinator, { setId: communes.id });
		expect(await fixScores(coordinator, { setId: communes.id })).toEqual({ units: 0 });
		expect(
			await transaction(coordinator, (ctx) => fixScoreFor(ctx, { setId: communes.id, unitId: world.unitId, cycleId: null }))
		).toBeNull();
	});

	it('asks as much of the database for one unit as for many', async () => {
		const units = (await world.client.unit.findMany({ select: { id: true } })).map(({ id }) => id);
		const asked = async (unitIds: readonly string[]) => {
			const { ctx, count } = counting(await world.as('coordinator'));
			await computeScore(ctx, await sampleId(), unitIds, world.day());
			return count();
		};
		expect(await asked(units)).toBe(await asked(units.slice(0, 1)));
		expect(await asked(units)).toBeLessThanOrEqual(8);
	});
});
