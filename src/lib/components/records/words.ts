import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** Null: for ever. */
export function yearsInWords(years: number | null): string {
	return years === null ? m.records_for_ever() : m.records_years({ count: years });
}

/** The last day of keeping; "–" while the work goes on. */
export function keptUntil(record: { retentionYears: number | null; disposableFrom: Day | null }): string {
	if (record.retentionYears === null) return m.records_for_ever();
	return record.disposableFrom === null ? '–' : formatDay(addDays(record.disposableFrom, -1));
}

export const mediumWords = { paper: m.records_medium_paper, electronic: m.records_medium_electronic, both: m.records_medium_both } as const;
