import { addMonths, type Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';

/** External documents (danh mục tài liệu bên ngoài, domain.md §2.6): laws, decrees, standards that the unit's documents rest on. */
export type ExternalDates = {
	readonly inForceFrom: Day | null;
	/** First day without it, by its own text. */
	readonly inForceTo: Day | null;
	/** First day without it, by the act that repeals it. */
	readonly repealedOn: Day | null;
};

export const externalStates = ['in_force', 'upcoming', 'ending', 'expired', 'repealed'] as const;
/** `ending`: in force on that day, with a repeal or an end that is known already. */
export type ExternalState = (typeof externalStates)[number];

/** Computed from dates on the day asked about, so that nothing has to flip a flag at midnight. */
export function externalStateOn(dates: ExternalDates, day: Day): ExternalState {
	if (dates.repealedOn !== null && dates.repealedOn <= day) return 'repealed';
	if (dates.inForceTo !== null && dates.inForceTo <= day) return 'expired';
	if (dates.inForceFrom !== null && dates.inForceFrom > day) return 'upcoming';
	return dates.repealedOn === null && dates.inForceTo === null ? 'in_force' : 'ending';
}

/** Whether a document may rest on what stands so. */
export function isHolding(state: ExternalState): boolean {
	return state === 'in_force' || state === 'ending';
}

/** First day without it, whatever ends it; null: no end is known. */
export function externalEnd(dates: ExternalDates): Day | null {
	const ends = [dates.repealedOn, dates.inForceTo].filter((day) => day !== null);
	return ends.toSorted()[0] ?? null;
}

/** `12/QĐ-UBND` is given out anew every year and by every committee: number, issuer and day together name one. */
export function externalKey(number: string, issuer: string, issuedOn: Day | null): string {
	const plain = (text: string) => fold(text).replace(/\s+/g, '');
	return [plain(number), plain(issuer), issuedOn ?? ''].join('|');
}

export function externalSearchText(document: { number: string; title: string; issuer: string }): string {
	return fold(`${document.number} ${document.title} ${document.issuer}`);
}

/** Days from the end of what is cited to the amendment of what cites it (domain.md §2.8), where nobody has set another number. */
export const defaultExternalDueDays = 30;

/** Counted from the last check, else from the day on which it came into the list. */
export function nextCheck(since: Day, months: number): Day {
	return addMonths(since, months);
}
