import { FileRefusal, refusalMessageKey } from '#lib/server/files/rules.ts';
import { TooMany, type DomainError, type Invalid } from '#lib/server/platform/errors.ts';
import type { Locale } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import { formatNumber } from '#lib/format.ts';
import { wordsOf } from '#lib/words.ts';

/** What a refusal says to a person: what is wrong and what to do. */
export function problemWords(error: DomainError, locale: Locale): string {
	if (error instanceof TooMany) return m.problem_too_many({ wait: waitWords(error.retryAfterSeconds, locale) }, { locale });
	if (error instanceof FileRefusal) return wordsOf(refusalMessageKey(error.code), error.params, locale) ?? error.code;
	const reason = typeof error.params.reason === 'string' ? error.params.reason : null;
	const missing = typeof error.params.missing === 'string' ? error.params.missing : null;
	const detail = reason ?? missing;
	return (
		(detail ? wordsOf(`problem_${error.code}_${detail}`, error.params, locale) : null) ??
		wordsOf(`problem_${error.code}`, error.params, locale) ??
		wordsOf(`problem_status_${error.status}`, error.params, locale) ??
		error.code
	);
}

type OfState = (about: { state: string }, options: { locale: Locale }) => string;
export type OvertakenWords = {
	readonly staleState: OfState;
	readonly stale: (about: Record<string, never>, options: { locale: Locale }) => string;
	readonly over: OfState;
};
const ofForm: OvertakenWords = { staleState: m.forms_stale_state, stale: m.forms_stale, over: m.forms_over };

/**
 * What a form says when somebody was first: how things stand now, and whether what was typed can still be sent. Null for any other
 * refusal, and where the refusal itself says more.
 */
export function overtakenWords(error: DomainError, locale: Locale, words: OvertakenWords = ofForm): string | null {
	if (typeof error.params.reason === 'string' || typeof error.params.missing === 'string') return null;
	const code = typeof error.params.state === 'string' ? error.params.state : '';
	const state = wordsOf(`common_state_version_${code}`, {}, locale) ?? wordsOf(`common_state_batch_${code}`, {}, locale);
	if (error.code === 'stale') return state ? words.staleState({ state }, { locale }) : words.stale({}, { locale });
	return error.code === 'illegal_transition' && state ? words.over({ state }, { locale }) : null;
}

/** Minutes, rounded up, as soon as there is more than one. */
function waitWords(seconds: number, locale: Locale): string {
	return seconds <= 60
		? m.common_seconds({ count: seconds }, { locale })
		: m.common_minutes({ count: Math.ceil(seconds / 60) }, { locale });
}

/** What is wrong with one field. `code` may carry a number after a colon: `too_long:200`. */
export function fieldWords(code: string, locale: Locale): string {
	const [name = '', limit = ''] = code.split(':');
	return wordsOf(`field_${name}`, { limit: limitWords(limit, locale) }, locale) ?? wordsOf('field_invalid', {}, locale) ?? name;
}

/** A fraction is written as the language writes it: `0.01` is 0,01 in Vietnamese. */
function limitWords(limit: string, locale: Locale): string {
	return /^\d+\.\d+$/.test(limit) ? formatNumber(Number(limit), { locale, digits: 3 }) : limit;
}

export function fieldErrors(error: Invalid, locale: Locale): Record<string, string> {
	return Object.fromEntries(Object.entries(error.fields).map(([field, code]) => [field, fieldWords(code, locale)]));
}
