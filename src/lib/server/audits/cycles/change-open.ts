import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { loadInspection } from '../inspections/facts.ts';
import { addAct } from '../inspections/move.ts';
import { lockCycle } from './facts.ts';
import { fillInspections } from './open.ts';
import { requireIndependentTeam } from './team-conflicts.ts';
import { teamOf } from './teams.ts';

/**
 * Adds a unit to an open cycle, with a reason; it is answered by the same list as the others. Recorded as `audit_cycle.add_unit`. (A unit is
 * taken out by cancelling its inspection.)
 * @throws Invalid `unit`, `visitOn`, `reason`; Conflict `cycle_not_open`, `unit_closed`, `unit_in_cycle`, `team_conflict`; NotFound; Forbidden
 */
export function addUnit(
	ctx: Ctx,
	input: { cycleId: string; unit: string; teamId: string | null; visitOn: Day | null; reason: string }
): Promise<{ inspectionId: string }> {
	return transaction(ctx, async (ctx) => {
		const { cycle } = await lockCycle(ctx, input.cycleId);
		const role = authorize(ctx, 'cycle.manage');
		if (cycle.state !== 'open') throw new Conflict('cycle_not_open');
		const reason = requireReason(input.reason, 'reason');
		const unitId = await unitIdOf(ctx, input.unit);
		await requireOpenUnit(ctx, unitId, today(ctx));
		if (input.visitOn !== null && input.visitOn < today(ctx)) throw new Invalid({ visitOn: 'day_in_past' });
		const team = input.teamId === null ? null : teamOf(cycle, input.teamId);
		if (team)
			await requireIndependentTeam(
				ctx,
				unitId,
				team.cycleTeamMemberTeam.map(({ userId }) => userId)
			);
		if ((await ctx.db.inspection.count({ where: { cycleId: cycle.id, unitId } })) > 0) throw new Conflict('unit_in_cycle');
		const visitOn = input.visitOn === null ? null : toDbDate(input.visitOn);
		const { id } = await ctx.db.inspection.create({
			data: { cycleId: cycle.id, unitId, teamId: team?.id ?? null, visitOn, firstVisitOn: visitOn },
			select: { id: true }
		});
		await fillInspections(ctx, Prisma.sql`i.id = ${id}::uuid`);
		await record(ctx, {
			event: 'audit_cycle.add_unit',
			subjectType: 'audit_cycle',
			subjectId: cycle.id,
			unitId: null,
			role,
			after: { number: cycle.number, unitId, team: team?.name ?? null, visitOn: input.visitOn },
			comment: reason
		});
		return { inspectionId: id };
	});
}

const beforeVisit: readonly string[] = ['scheduled', 'notified', 'handed_in'];

/**
 * Gives an inspection another team before its visit, and, while the unit has not been told, another day. Recorded as `inspection.assign` in
 * the unit's chain; once the unit was told, with a reason.
 * @throws Conflict `inspection_begun`, `stale`, `team_conflict`, `inspection_told` (another day is a postponement); Invalid; NotFound; Forbidden
 */
export function reassignInspection(
	ctx: Ctx,
	input: { inspectionId: string; teamId: string; visitOn?: Day | null; reason?: string; rowVersion?: number }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { inspection } = await loadInspection(ctx, input.inspectionId);
		const { cycle } = await lockCycle(ctx, inspection.cycleId);
		const role = authorize(ctx, 'cycle.manage');
		if (!beforeVisit.includes(inspection.state)) throw new Conflict('inspection_begun');
		if (input.rowVersion !== undefined && input.rowVersion !== inspection.rowVersion)
			throw new Conflict('stale', { state: inspection.state, rowVersion: inspection.rowVersion });
		const team = teamOf(cycle, input.teamId);
		const was = fromDbDate(inspection.visitOn);
		const visitOn = input.visitOn ?? was;
		const scheduled = inspection.state === 'scheduled';
		if (!scheduled && visitOn !== was) throw new Conflict('inspection_told');
		if (visitOn !== null && visitOn !== was && visitOn < today(ctx)) throw new Invalid({ visitOn: 'day_in_past' });
		const reason = scheduled ? tidy(input.reason) || null : requireReason(input.reason, 'reason');
		await requireIndependentTeam(
			ctx,
			inspection.unitId,
			team.cycleTeamMemberTeam.map(({ userId }) => userId)
		);
		const day = visitOn === null ? null : toDbDate(visitOn);
		const { count } = await ctx.db.inspection.updateMany({
			where: { id: inspection.id, rowVersion: inspection.rowVersion },
			data: {
				teamId: team.id,
				visitOn: day,
				...(inspection.firstVisitOn === null ? { firstVisitOn: day } : {}),
				rowVersion: inspection.rowVersion + 1
			}
		});
		if (count !== 1) throw new Conflict('stale');
		const after = { cycle: cycle.number, team: team.name, visitOn };
		await addAct(ctx, inspection.id, 'assign', reason, after);
		await record(ctx, {
			event: 'inspection.assign',
			subjectType: 'inspection',
			subjectId: inspection.id,
			unitId: inspection.unitId,
			role,
			before: { team: inspection.team?.name ?? null, visitOn: was },
			after,
			comment: reason
		});
	});
}
