import { DomainError, Invalid, TooMany } from '#lib/server/platform/errors.ts';
import type { Locale } from '#lib/server/platform/context.ts';
import { fieldErrors, problemWords } from './words.ts';

/** A refusal as `application/problem+json` (RFC 9457) with a stable `code`; words in the caller's language. */
export function problemResponse(error: DomainError, about: { locale: Locale; requestId: string }): Response {
	const headers = new Headers({
		'content-type': 'application/problem+json',
		'content-language': about.locale,
		'cache-control': 'no-store'
	});
	if (error instanceof TooMany) headers.set('retry-after', String(error.params.retryAfterSeconds));
	if (error.status === 401) headers.set('www-authenticate', 'Bearer');
	const { fields: _fields, ...facts } = error.params;
	const body = {
		type: 'about:blank',
		title: error.code,
		status: error.status,
		code: error.code,
		detail: problemWords(error, about.locale),
		instance: `urn:request:${about.requestId}`,
		...('warnings' in facts ? { warnings: facts.warnings } : {}),
		...(error instanceof Invalid ? { errors: fieldErrors(error, about.locale), errorCodes: error.fields } : {}),
		...(Object.keys(facts).length > 0 ? { params: facts } : {})
	};
	return new Response(JSON.stringify(body), { status: error.status, headers });
}

/** Anything that the rules did not expect. Says nothing about it but the number under which it is in the log. */
export function unexpectedResponse(about: { locale: Locale; requestId: string }): Response {
	return problemResponse(new DomainError('internal', 500), about);
}
