import { addDays, type Day } from '#lib/domain/shared/day.ts';

/** How long before its last day an entry is shown as ending, and its people are reminded. */
export const endingDays = 30;

/** How an entry of the register stands on a day: `lapsed` and `ended` people are on no new team. */
export type AuditorState = 'upcoming' | 'current' | 'ending' | 'lapsed' | 'ended';

export type AuditorDays = { readonly validFrom: Day; readonly validTo: Day | null; readonly endedOn: Day | null };

export function auditorState({ validFrom, validTo, endedOn }: AuditorDays, day: Day): AuditorState {
	if (endedOn !== null && endedOn <= day) return 'ended';
	if (validTo !== null && validTo < day) return 'lapsed';
	if (validFrom > day) return 'upcoming';
	return validTo !== null && validTo < addDays(day, endingDays) ? 'ending' : 'current';
}
