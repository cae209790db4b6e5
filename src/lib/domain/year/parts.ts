import { isDay, type Day } from '#lib/domain/shared/day.ts';

/** What a unit begins for a new year, in the order in which it is done. Each part is a draft of its own kind. */
export const yearParts = ['programme', 'objectives', 'plan', 'training', 'review', 'records'] as const;
export type YearPart = (typeof yearParts)[number];

/**
 * From this day of December on units are reminded of the year to come: December is kept free of audits for it (`proposeProgramme`), and plans of the
 * province appear in the first half of January (domain.md §1.5).
 */
export const remindFrom = '12-01';
/** What has not begun after this day of January is late: the province's own plan of the year is out by then. */
export const lateAfter = '01-15';

/** The year that somebody who asks for none is shown: from October on the next one, for that is when it can be thought about. */
export function shownYear(today: Day): number {
	const year = Number(today.slice(0, 4));
	return today.slice(5) >= '10-01' ? year + 1 : year;
}

/** Only the year that runs and the next one are begun: what lies further ahead rests on results that nobody has. */
export function canBegin(year: number, today: Day): boolean {
	const thisYear = Number(today.slice(0, 4));
	return year === thisYear || year === thisYear + 1;
}

/** Which year a unit is asked for on a day, and whether it is late by then. A year stays late until December asks for the next one. */
export function yearAsked(today: Day): { year: number; late: boolean } {
	const year = Number(today.slice(0, 4));
	if (today.slice(5) >= remindFrom) return { year: year + 1, late: false };
	return { year, late: today.slice(5) > lateAfter };
}

/** The same day of another year; the 29th of February becomes the 28th where there is none. */
export function sameDayIn(year: number, day: Day): Day {
	const same = `${year}${day.slice(4)}`;
	return isDay(same) ? same : `${year}-02-28`;
}

/**
 * The steps by which a system is kept and improved over a year (domain.md §1.4 step 7, §1.6 criteria 2 and 8), with the day by which each is
 * usual, for a unit that had no plan the year before. Their words are messages.
 */
export const usualSteps = [
	{ key: 'objectives', by: '01-31' },
	{ key: 'programme', by: '01-31' },
	{ key: 'training', by: '05-31' },
	{ key: 'law', by: '06-30' },
	{ key: 'documents', by: '08-31' },
	{ key: 'audit', by: '10-31' },
	{ key: 'review', by: '11-15' },
	{ key: 'report', by: '11-30' },
	{ key: 'records', by: '12-31' }
] as const;
export type UsualStep = (typeof usualSteps)[number]['key'];

/** Texts that say the same: whoever carries a line over twice gets it once. */
export function sameText(text: string): string {
	return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toLocaleLowerCase('vi');
}
