import { randomUUID } from 'node:crypto';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { sameDayIn } from '#lib/domain/year/parts.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { findObjectiveSet, recordAct, signedObjectives } from './load.ts';

/**
 * Begins the objectives of a year, empty or with those of the year before: the same words and targets, due a year later, owned by the old owner, else by
 * who took over the reporting, as far as they still work in the unit; else by who copies. Recorded as `objective_set.create`.
 * @param input `lines`: which of those of the year before; left out: all of them
 * @throws Forbidden; Conflict `unit_closed`, `objective_set_exists`
 */
export function createObjectiveSet(
	ctx: Ctx,
	input: { unitId: string; year: number; copy: boolean; lines?: readonly string[] }
): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, year } = input;
		const role = authorize(ctx, 'objective.manage', { unitId });
		const day = today(ctx);
		await requireOpenUnit(ctx, unitId, day);
		const me = requireUser(ctx);
		const { count } = await ctx.db.objectiveSet.createMany({
			data: [{ unitId, year, createdById: me, createdAt: ctx.clock.now() }],
			skipDuplicates: true
		});
		if (count === 0) throw new Conflict('objective_set_exists');
		const { id } = await ctx.db.objectiveSet.findUniqueOrThrow({ where: { unitId_year: { unitId, year } }, select: { id: true } });
		const before = input.copy
			? await ctx.db.objectiveSet.findUnique({ where: { unitId_year: { unitId, year: year - 1 } }, select: { id: true } })
			: null;
		const last = before ? await findObjectiveSet(ctx, before.id) : null;
		const rows = (last ? signedObjectives(last) : []).filter(({ lineId }) => input.lines?.includes(lineId) ?? true);
		if (rows.length > 0) {
			const members = await ctx.db.membership.findMany({
				where: {
					unitId,
					validFrom: { lte: toDbDate(day) },
					OR: [{ validTo: null }, { validTo: { gt: toDbDate(day) } }],
					user: { status: 'active' }
				},
				select: { userId: true }
			});
			const staff = new Set(members.map(({ userId }) => userId));
			await ctx.db.objective.createMany({
				data: rows.map(({ owner: _owner, reporter: _reporter, reporterId, id: _id, untilRevision: _until, ...row }) => ({
					...row,
					setId: id,
					lineId: randomUUID(),
					sinceRevision: 0,
					ownerId: [row.ownerId, reporterId].find((one) => one !== null && staff.has(one)) ?? me,
					dueOn: toDbDate(sameDayIn(year, fromDbDate(row.dueOn)))
				}))
			});
		}
		await recordAct(ctx, { id, unitId, year }, 'objective_set.create', role, { count: rows.length });
		return { id };
	});
}
