import type { ShownOutcome } from '#lib/components/year/types.ts';
import { Invalid, type DomainError } from '#lib/server/platform/errors.ts';
import type { Locale } from '#lib/server/platform/context.ts';
import type { PartOutcome } from '#lib/server/year/roll-over.ts';
import { fieldErrors, problemWords } from './words.ts';

/** What came of each part, with the reason of a refusal in words. */
export function shownOutcomes(outcomes: readonly PartOutcome[], locale: Locale): ShownOutcome[] {
	return outcomes.map((one) => ({ part: one.part, result: one.result, why: one.result === 'refused' ? whyWords(one.why, locale) : '' }));
}

function whyWords(why: DomainError, locale: Locale): string {
	return why instanceof Invalid ? Object.values(fieldErrors(why, locale)).join(' ') : problemWords(why, locale);
}
