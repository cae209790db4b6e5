import { auditClosing } from '#lib/server/audits/unit-closing.ts';
import { actionClosing } from '#lib/server/corrective-actions/unit-closing.ts';
import { documentClosing } from '#lib/server/documents/unit-closing/steps.ts';
import { rollOutClosing } from '#lib/server/roll-out/unit-closing.ts';
import { announcementClosing } from '#lib/server/roll-out/announcements/unit-end.ts';
import { remindTransitions } from '#lib/server/documents/carry-over/remind.ts';
import { carryOver } from '#lib/server/documents/carry-over/carry.ts';
import type { EventChoices } from '#lib/domain/units/event-choices.ts';
import type { ClosingPreview } from '#lib/domain/units/closing-preview.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { peopleClosing } from '#lib/server/people/handed-over.ts';
import { recordClosing } from '#lib/server/records/unit-closing.ts';
import { managementReviewClosing } from '#lib/server/reviews/management/end.ts';
import { handOverClosing } from '#lib/server/hand-overs/end.ts';
import { reportClosing } from '#lib/server/reports/periodic/unit-closing.ts';
import { registerClosing } from '#lib/server/reviews/unit-closing.ts';
import { applyUnitEvent, type AppliedEvent, type UnitEventInput } from '#lib/server/units/apply-event.ts';
import { callOffUnitEvent } from '#lib/server/units/call-off.ts';
import { choicesOf, keepChoices, loadClosingEvent } from '#lib/server/units/event-choices.ts';
import { closingPreview } from './unit-preview.ts';
import { finishClosings, type ClosingSteps } from '#lib/server/units/finish-closing.ts';

/** What the end of a unit does, domain by domain (states.md §11). Every domain whose things end with a unit joins here. */
export const unitClosing: ClosingSteps = together([
	peopleClosing,
	documentClosing,
	recordClosing,
	auditClosing,
	actionClosing,
	announcementClosing,
	rollOutClosing,
	registerClosing,
	managementReviewClosing,
	reportClosing,
	handOverClosing
]);

/**
 * Records an event of units together with what it does to everything in them. Rename, move and change of kind touch nothing.
 * @throws as `applyUnitEvent`
 */
export function recordUnitEvent(ctx: Ctx, input: UnitEventInput): Promise<AppliedEvent> {
	return applyUnitEvent(ctx, input, unitClosing);
}

/** Calls an event off before its day, with everything that its entry did. @throws as `callOffUnitEvent` */
export function callOffEvent(ctx: Ctx, input: { eventId: string; reason: string }): Promise<void> {
	return callOffUnitEvent(ctx, input, unitClosing);
}

/**
 * Changes what was chosen with an event, until the day before it; what goes on in force in the successors follows at once. A choice names its
 * successor by its place among `eventTargets`.
 * @throws Forbidden; NotFound; Conflict `choice_late`, `unit_event_called_off`, and as `keepChoices` and `carryOver`
 */
export function changeChoices(ctx: Ctx, eventId: string, choices: EventChoices): Promise<void> {
	return transaction(
		ctx,
		async (ctx) => {
			authorize(ctx, 'unit.manage');
			const event = await loadClosingEvent(ctx, eventId);
			if (event.isCalledOff) throw new Conflict('unit_event_called_off');
			if (event.effectiveOn <= today(ctx)) throw new Conflict('choice_late', { day: event.effectiveOn });
			const targetIds = event.targets.map(({ unitId }) => unitId);
			await keepChoices(ctx, { eventId, day: event.effectiveOn, endedIds: event.endedIds, targetIds, choices });
			await carryOver(ctx, eventId);
		},
		{ timeoutMs: 120_000 }
	);
}

/** An entered event with what was chosen, for its page. @throws Forbidden; NotFound */
export async function choicesPage(ctx: Ctx, eventId: string): Promise<{ preview: ClosingPreview; decision: string; canChange: boolean }> {
	authorize(ctx, 'unit.manage');
	const event = await loadClosingEvent(ctx, eventId);
	const kept = await choicesOf(ctx, eventId);
	const places = new Map(event.targets.map(({ unitId }, place) => [unitId, place]));
	const choices = kept.map(({ targetUnitId, ...choice }) => ({ ...choice, target: places.get(targetUnitId) ?? 0 }));
	const preview = await closingPreview(ctx, { ...event, eventId, choices, isChosen: kept.length > 0 });
	return { preview, decision: event.decision, canChange: !event.isCalledOff && event.effectiveOn > today(ctx) };
}

/** The job `units.close`; it also reminds of transitions that end soon. */
export async function closeEndedUnits(ctx: Ctx): Promise<number> {
	const finished = await finishClosings(ctx, unitClosing);
	await remindTransitions(ctx);
	return finished;
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
