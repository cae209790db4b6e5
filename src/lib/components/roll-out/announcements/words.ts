import type { AnnouncementKind } from '#lib/domain/roll-out/announcements/kinds.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

const kinds: Record<AnnouncementKind, () => string> = {
	first: m.announcements_kind_first,
	again: m.announcements_kind_again,
	extension: m.announcements_kind_extension,
	narrowing: m.announcements_kind_narrowing,
	edition: m.announcements_kind_edition
};
export const kindWord = (kind: AnnouncementKind): string => kinds[kind]();
export const kindOptions = () => Object.entries(kinds).map(([value, word]) => ({ value, label: word() }));

export const decisionWord = (number: string | null, day: Day | null): string =>
	number ? (day ? m.announcements_decision_of({ number, day: formatDay(day) }) : number) : m.announcements_decision_none();

/** People see the last day, the range keeps the first one after it. */
export function rangeWord(from: Day | null, to: Day | null): string {
	if (!from) return '–';
	if (!to) return m.announcements_effective_from({ day: formatDay(from) });
	return to <= from ? formatDay(from) : m.announcements_effective_range({ from: formatDay(from), to: formatDay(addDays(to, -1)) });
}
