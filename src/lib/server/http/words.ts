import { FileRefusal, refusalMessageKey } from '#lib/server/files/rules.ts';
import { TooMany, type DomainError, type Invalid } from '#lib/server/platform/errors.ts';
import type { Locale } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
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

/** Minutes, rounded up, as soon as there is more than one. */
function waitWords(seconds: number, locale: Locale): string {
	return seconds <= 60
		? m.common_seconds({ count: seconds }, { locale })
		: m.common_minutes({ count: Math.ceil(seconds / 60) }, { locale });
}

/** What is wrong with one field. `code` may carry a number after a colon: `too_long:200`. */
export function fieldWords(code: string, locale: Locale): string {
	const [name = '', limit = ''] = code.split(':');
	return wordsOf(`field_${name}`, { limit }, locale) ?? wordsOf('field_invalid', {}, locale) ?? name;
}

export function fieldErrors(error: Invalid, locale: Locale): Record<string, string> {
	return Object.fromEntries(Object.entries(error.fields).map(([field, code]) => [field, fieldWords(code, locale)]));
}
