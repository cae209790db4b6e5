import { auditClosing } from '#lib/server/audits/unit-closing.ts';
import { actionClosing } from '#lib/server/corrective-actions/unit-closing.ts';
import { documentClosing } from '#lib/server/documents/unit-closing/steps.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { peopleClosing } from '#lib/server/people/handed-over.ts';
import { recordClosing } from '#lib/server/records/unit-closing.ts';
import { applyUnitEvent, type AppliedEvent, type UnitEventInput } from '#lib/server/units/apply-event.ts';
import { keepChoices } from '#lib/server/units/event-choices.ts';
import { finishClosings, type ClosingSteps } from '#lib/server/units/finish-closing.ts';

/** What the end of a unit does, domain by domain (states.md §11). Every domain whose things end with a unit joins here. */
export const unitClosing: ClosingSteps = together([peopleClosing, documentClosing, recordClosing, auditClosing, actionClosing]);

/**
 * Records an event of units together with what it does to everything in them. Rename, move and change of kind touch nothing.
 * @throws as `applyUnitEvent`
 */
export function recordUnitEvent(ctx: Ctx, input: UnitEventInput): Promise<AppliedEvent> {
	return applyUnitEvent(ctx, input, unitClosing);
}

/** The job `units.close`. */
export function closeEndedUnits(ctx: Ctx): Promise<number> {
	return finishClosings(ctx, unitClosing);
}

/** One after the other, in the caller's transaction. */
function together(all: readonly ClosingSteps[]): ClosingSteps {
	return {
		choose: keepChoices,
		callOff: async (ctx, ending) => {
			for (const steps of all) await steps.callOff?.(ctx, ending);
		},
		atEntry: async (ctx, ending) => {
			for (const steps of all) await steps.atEntry(ctx, ending);
		},
		fromDay: async (ctx, ending) => {
			const counts: Record<string, number> = {};
			for (const steps of all) Object.assign(counts, await steps.fromDay(ctx, ending));
			return counts;
		}
	};
}
