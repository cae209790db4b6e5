import type { MarkInput } from '#lib/domain/audits/scores/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record, recordMany } from '#lib/server/audit-trail/record.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { computeBySet, type UnitScore } from './compute.ts';
import { isMeantFor, loadSet, type CriteriaSet } from './facts.ts';

/**
 * Points for a criterion that eISO does not compute, with a remark and what they rest on. The newest count; none is ever changed. Recorded
 * as `criteria_set.mark` in the unit's chain.
 * @throws Forbidden; NotFound; Conflict `criteria_set_draft`, `criterion_computed`; Invalid `points`
 */
export function markCriterion(ctx: Ctx, input: MarkInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'criteria.manage');
		const found = await ctx.db.criterion.findUnique({ where: { id: input.criterionId }, select: { setId: true } });
		if (!found) throw new NotFound();
		const set = await loadSet(ctx, found.setId);
		const criterion = set.criteria.find(({ id }) => id === input.criterionId);
		if (!criterion || !(await meantUnits(ctx, set)).includes(input.unitId)) throw new NotFound();
		if (set.state !== 'published') throw new Conflict('criteria_set_draft');
		if (criterion.rule !== 'manual') throw new Conflict('criterion_computed');
		if (input.points > criterion.max) throw new Invalid({ points: `number_to:${criterion.max}` });
		const remark = tidy(input.remark);
		if (remark === '') throw new Invalid({ remark: 'required' });
		const evidence = tidy(input.evidence);
		const mark = { criterionId: criterion.id, unitId: input.unitId, points: input.points, remark, evidence };
		await ctx.db.criterionMark.create({ data: { ...mark, markedById: requireUser(ctx), markedAt: ctx.clock.now() } });
		await record(ctx, {
			event: 'criteria_set.mark',
			subjectType: 'criteria_set',
			subjectId: set.id,
			unitId: input.unitId,
			role,
			after: { criterion: `${criterion.code} ${criterion.text}`, points: input.points, remark, evidence }
		});
	});
}

/**
 * Fixes the scores of all units that a set is meant for, as of today: a copy with what each line rests on, which nobody changes afterwards.
 * Recorded as `criteria_set.fix` in the chain of each unit. How many.
 * @throws Forbidden; NotFound; Conflict `criteria_set_draft`
 */
export function fixScores(ctx: Ctx, input: { setId: string }): Promise<{ units: number }> {
	return transaction(
		ctx,
		async (ctx) => {
			const role = authorize(ctx, 'criteria.manage');
			const set = await loadSet(ctx, input.setId);
			const units = await meantUnits(ctx, set);
			await write(ctx, set, await computeBySet(ctx, set, units, today(ctx)), { cycleId: null, role });
			return { units: units.length };
		},
		{ timeoutMs: 60_000 }
	);
}

/**
 * The same for one unit when its inspection closes, after the inspection was written as closed: in the caller's transaction and by the
 * caller's right. Null, and nothing written, for a unit of a kind that the set is not meant for.
 * @throws NotFound; Conflict `criteria_set_draft`
 */
export async function fixScoreFor(
	ctx: Ctx,
	input: { setId: string; unitId: string; cycleId: string | null }
): Promise<(UnitScore & { readonly id: string }) | null> {
	if (!ctx.inTransaction) throw new Error('fixScoreFor() outside a transaction');
	const set = await loadSet(ctx, input.setId);
	if (!(await meantUnits(ctx, set)).includes(input.unitId)) return null;
	const [score] = await computeBySet(ctx, set, [input.unitId], today(ctx));
	if (!score) return null;
	const [id = ''] = await write(ctx, set, [score], { cycleId: input.cycleId, role: undefined });
	return { ...score, id };
}

/** Units that exist today and that a set is meant for. */
export async function meantUnits(ctx: Ctx, set: CriteriaSet): Promise<string[]> {
	return (await readUnits(ctx, today(ctx))).filter(({ kindCode }) => isMeantFor(set, kindCode)).map(({ unitId }) => unitId);
}

async function write(
	ctx: Ctx,
	set: CriteriaSet,
	scores: readonly UnitScore[],
	how: { cycleId: string | null; role: string | undefined }
): Promise<string[]> {
	if (set.state !== 'published') throw new Conflict('criteria_set_draft');
	const [fixedById, fixedAt, asOf] = [requireUser(ctx), ctx.clock.now(), today(ctx)];
	const rows = scores.map(({ unitId, points, max, lines }) => ({
		id: crypto.randomUUID(),
		setId: set.id,
		unitId,
		asOf: toDbDate(asOf),
		points,
		maxPoints: max,
		lines: lines.map((line) => ({ ...line })),
		cycleId: how.cycleId,
		fixedById,
		fixedAt
	}));
	await ctx.db.criteriaScore.createMany({ data: rows });
	await recordMany(
		ctx,
		rows.map(({ unitId, points, maxPoints }) => ({
			event: 'criteria_set.fix',
			subjectType: 'criteria_set',
			subjectId: set.id,
			unitId,
			role: how.role,
			after: { title: set.title, points, maxPoints, asOf }
		}))
	);
	return rows.map(({ id }) => id);
}
