import type { Day } from '#lib/domain/shared/day.ts';

/** What a draft still needs before it can be opened (states.md §8), in the order in which people see to it. */
export const cycleGapNames = ['decision', 'units', 'ended', 'checklist', 'window', 'teams', 'leads', 'inspectors', 'conflicts'] as const;
export type CycleGap = (typeof cycleGapNames)[number];

export type CycleReadiness = {
	readonly decisionNumber: string;
	readonly decisionDate: Day | null;
	readonly units: number;
	/** Of them those that are no more. */
	readonly ended: number;
	/** A published list for inspections, of the province, that was not retired. */
	readonly checklistHolds: boolean;
	readonly windowTo: Day;
	readonly teams: readonly { readonly leads: number }[];
	/** Members whose appointment as inspector has ended. */
	readonly formerInspectors: number;
	/** Units whose team may not inspect them. */
	readonly conflicts: number;
};

export function cycleGaps(cycle: CycleReadiness, today: Day): CycleGap[] {
	const gaps: Record<CycleGap, boolean> = {
		decision: cycle.decisionNumber === '' || cycle.decisionDate === null,
		units: cycle.units === 0,
		ended: cycle.ended > 0,
		checklist: !cycle.checklistHolds,
		window: cycle.windowTo < today,
		teams: cycle.teams.length === 0,
		leads: cycle.teams.some(({ leads }) => leads === 0),
		inspectors: cycle.formerInspectors > 0,
		conflicts: cycle.conflicts > 0
	};
	return cycleGapNames.filter((name) => gaps[name]);
}
