import { phaseOn, shownState } from '#lib/domain/documents/phase.ts';
import type { ReadingEvent } from '#lib/domain/documents/reading.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import type { LoadedVersion } from '../version-facts.ts';

/** Only what is upcoming or in force is read. @throws Conflict `illegal_transition` with `reason` `not_current` */
export function requireCurrent(ctx: Ctx, version: LoadedVersion, event: ReadingEvent): void {
	const times = {
		state: version.state,
		effectiveFrom: fromDbDate(version.effectiveFrom),
		effectiveTo: fromDbDate(version.effectiveTo)
	};
	const phase = phaseOn(times, today(ctx));
	if (phase !== 'upcoming' && phase !== 'in_force')
		throw new Conflict('illegal_transition', { state: shownState(times, today(ctx)), event, reason: 'not_current' });
}
