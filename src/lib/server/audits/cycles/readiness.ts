import { cycleGaps, type CycleGap } from '#lib/domain/audits/cycle-gaps.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { latestChecklist } from './checklist-choice.ts';
import type { LoadedCycle } from './facts.ts';
import { teamConflicts, type TeamConflict } from './team-conflicts.ts';
import { currentInspectors } from './teams.ts';

export type DraftUnit = { readonly unitId: string; readonly teamId: string | null; readonly visitOn: string | null };
export type Readiness = {
	readonly gaps: readonly CycleGap[];
	readonly units: readonly DraftUnit[];
	/** Who may not inspect what, of the teams as they are now. */
	readonly conflicts: readonly TeamConflict[];
	readonly withoutTeam: number;
	readonly withoutDay: number;
};

/** What a draft needs before it can be opened, and what may still be set afterwards. */
export async function readinessOf(ctx: Ctx, cycle: LoadedCycle): Promise<Readiness> {
	const rows = await ctx.db.cycleUnit.findMany({
		where: { cycleId: cycle.id },
		select: { unitId: true, teamId: true, visitOn: true }
	});
	const units = rows.map((row) => ({ ...row, visitOn: fromDbDate(row.visitOn) }));
	const members = new Map(cycle.cycleTeamCycle.map((team) => [team.id, team.cycleTeamMemberTeam]));
	const conflicts = await teamConflicts(
		ctx,
		units.flatMap(({ unitId, teamId }) => (teamId === null ? [] : (members.get(teamId) ?? []).map(({ userId }) => ({ unitId, userId }))))
	);
	const open = new Set((await readUnits(ctx, today(ctx))).map(({ unitId }) => unitId));
	const inspectors = new Set((await currentInspectors(ctx)).map(({ id }) => id));
	const everyone = [...members.values()].flat();
	const gaps = cycleGaps(
		{
			decisionNumber: cycle.decisionNumber,
			decisionDate: fromDbDate(cycle.decisionDate),
			units: units.length,
			ended: units.filter(({ unitId }) => !open.has(unitId)).length,
			checklistHolds: cycle.checklistVersionId !== null && (await latestChecklist(ctx, cycle.checklistVersionId)) !== null,
			windowTo: fromDbDate(cycle.windowTo),
			teams: [...members.values()].map((team) => ({ leads: team.filter(({ isLead }) => isLead).length })),
			formerInspectors: everyone.filter(({ userId }) => !inspectors.has(userId)).length,
			conflicts: new Set(conflicts.map(({ unitId }) => unitId)).size
		},
		today(ctx)
	);
	return {
		gaps,
		units,
		conflicts,
		withoutTeam: units.filter(({ teamId }) => teamId === null).length,
		withoutDay: units.filter(({ visitOn }) => visitOn === null).length
	};
}
