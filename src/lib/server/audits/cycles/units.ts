import type { UnitAssignment } from '#lib/domain/audits/cycle-forms.ts';
import { spreadVisits, workingDays } from '#lib/domain/audits/visit-days.ts';
import { fromDbDate, isDay, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { lockCycle, type LoadedCycle } from './facts.ts';
import { teamConflicts } from './team-conflicts.ts';

/**
 * Says which team visits which units of a draft, and when. Rows of units that are not in scope are refused. Recorded as `audit_cycle.assign`.
 * @throws NotFound; Forbidden; Conflict `cycle_not_draft`; Invalid (`visit:<unit>`, `team:<unit>`, `rows`)
 */
export function assignUnits(ctx: Ctx, input: { cycleId: string; rows: readonly UnitAssignment[] }): Promise<{ changed: number }> {
	return transaction(ctx, async (ctx) => {
		const { cycle, role } = await lockDraft(ctx, input.cycleId);
		return { changed: await write(ctx, cycle, role, input.rows, 'assign') };
	});
}

export type SpreadOutcome = { changed: number; without: number };

/**
 * Proposes teams and days for what has none, and writes them: evenly over the working days of the window from today on, no team in a unit that
 * it may not inspect. With `all` the days that were set are set anew. Recorded as `audit_cycle.assign`.
 * @throws Conflict `cycle_not_draft`, `cycle_no_teams`, `cycle_no_days`; Invalid `daysOff`; NotFound; Forbidden
 */
export function spreadUnits(
	ctx: Ctx,
	input: { cycleId: string; perDay: number; all: boolean; daysOff: readonly Day[] }
): Promise<SpreadOutcome> {
	return transaction(ctx, async (ctx) => {
		const { cycle, role } = await lockDraft(ctx, input.cycleId);
		if (input.daysOff.some((day) => !isDay(day))) throw new Invalid({ daysOff: 'day_invalid' });
		const teams = cycle.cycleTeamCycle;
		if (teams.length === 0) throw new Conflict('cycle_no_teams');
		const from = [fromDbDate(cycle.windowFrom), today(ctx)].sort().at(-1) ?? today(ctx);
		const days = workingDays(from, fromDbDate(cycle.windowTo), new Set(input.daysOff));
		if (days.length === 0) throw new Conflict('cycle_no_days');
		const rows = await ctx.db.cycleUnit.findMany({ where: { cycleId: cycle.id }, select: { unitId: true, teamId: true, visitOn: true } });
		const place = new Map(
			(await readUnits(ctx, today(ctx))).map((unit, at) => [unit.unitId, `${unit.parentId ?? ''} ${String(at).padStart(5, '0')}`])
		);
		const sorted = rows.toSorted((a, b) => ((place.get(a.unitId) ?? '') < (place.get(b.unitId) ?? '') ? -1 : 1));
		const members = teams.flatMap((team) => team.cycleTeamMemberTeam.map(({ userId }) => ({ teamId: team.id, userId })));
		const found = await teamConflicts(
			ctx,
			rows.flatMap(({ unitId }) => members.map(({ userId }) => ({ unitId, userId })))
		);
		const against = new Set(
			found.flatMap(({ unitId, userId }) => members.filter((one) => one.userId === userId).map(({ teamId }) => `${teamId} ${unitId}`))
		);
		const { visits, without } = spreadVisits({
			visits: sorted.map((row) => ({ unitId: row.unitId, teamId: row.teamId, visitOn: input.all ? null : fromDbDate(row.visitOn) })),
			teamIds: teams.map(({ id }) => id),
			days,
			perDay: input.perDay,
			allowed: (teamId, unitId) => !against.has(`${teamId} ${unitId}`)
		});
		return { changed: await write(ctx, cycle, role, visits, 'spread'), without: without.length };
	});
}

async function lockDraft(ctx: Ctx, cycleId: string): Promise<{ cycle: LoadedCycle; role: string }> {
	const { cycle } = await lockCycle(ctx, cycleId);
	const role = authorize(ctx, 'cycle.manage');
	if (cycle.state !== 'draft') throw new Conflict('cycle_not_draft');
	return { cycle, role };
}

async function write(
	ctx: Ctx,
	cycle: LoadedCycle,
	role: string,
	rows: readonly UnitAssignment[],
	how: 'assign' | 'spread'
): Promise<number> {
	const day = today(ctx);
	const teams = new Set(cycle.cycleTeamCycle.map(({ id }) => id));
	const faults: Record<string, string> = {};
	const known = await ctx.db.cycleUnit.findMany({ where: { cycleId: cycle.id }, select: { unitId: true, teamId: true, visitOn: true } });
	const before = new Map(known.map((row) => [row.unitId, `${row.teamId ?? ''} ${fromDbDate(row.visitOn) ?? ''}`]));
	for (const { unitId, teamId, visitOn } of rows) {
		if (!before.has(unitId)) faults.rows = 'unit_not_in_scope';
		if (teamId !== null && !teams.has(teamId)) faults[`team:${unitId}`] = 'invalid';
		if (visitOn !== null && !isDay(visitOn)) faults[`visit:${unitId}`] = 'day_invalid';
		else if (visitOn !== null && visitOn < day) faults[`visit:${unitId}`] = 'day_in_past';
	}
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
	const changed = rows.filter(({ unitId, teamId, visitOn }) => before.get(unitId) !== `${teamId ?? ''} ${visitOn ?? ''}`);
	if (changed.length === 0) return 0;
	await ctx.db.$executeRaw`
		update cycle_unit u set team_id = r.team_id, visit_on = r.visit_on
		from jsonb_to_recordset(${JSON.stringify(changed.map((row) => ({ unit_id: row.unitId, team_id: row.teamId, visit_on: row.visitOn })))}::jsonb)
			as r (unit_id uuid, team_id uuid, visit_on date)
		where u.cycle_id = ${cycle.id}::uuid and u.unit_id = r.unit_id`;
	await record(ctx, {
		event: 'audit_cycle.assign',
		subjectType: 'audit_cycle',
		subjectId: cycle.id,
		unitId: null,
		role,
		after: { number: cycle.number, units: changed.length, how }
	});
	return changed.length;
}
