import { inspectionStates } from '#lib/domain/audits/inspection-lifecycle.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { WholeInspection } from '#lib/server/audits/inspections/page.ts';

type Step = { label: string; state: 'done' | 'current' | 'todo'; meta?: readonly string[] };

/** The five steps of an inspection, with the day on which each was done. */
export function stepsOf(inspection: WholeInspection): Step[] {
	const at = inspectionStates.indexOf(inspection.state);
	const day = (instant: Date | null) => (instant ? [formatDay(dayOf(instant))] : undefined);
	const steps = [
		{ label: m.inspections_step_notify(), begins: 0, ends: 0, meta: day(inspection.notifiedAt) },
		{ label: m.inspections_step_self(), begins: 1, ends: 1, meta: day(inspection.handedInAt) },
		{ label: m.inspections_step_visit(), begins: 2, ends: 3, meta: day(inspection.startedAt) },
		{ label: m.inspections_step_minutes(), begins: 4, ends: 4, meta: day(inspection.minutesAt) },
		{ label: m.inspections_step_close(), begins: 5, ends: 5, meta: day(inspection.closedAt) }
	];
	return steps.map(({ label, begins, ends, meta }) => ({
		label,
		state: inspection.state === 'closed' || at > ends ? 'done' : at >= begins ? 'current' : 'todo',
		...(meta ? { meta } : {})
	}));
}
