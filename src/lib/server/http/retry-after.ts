import { TooMany } from '#lib/server/platform/errors.ts';
import type { RequestLocals } from './request.ts';

/*
 * Pages and forms answer a refusal with words; a program that met the page (a scanner of codes, a script that signs in) reads the header.
 * Kit makes those answers itself, so what is to stand in the header waits beside the request.
 */

/** Keeps how long to wait when that is why the request was refused. */
export function noteWait(locals: Pick<RequestLocals, 'retryAfterSeconds'>, cause: unknown): void {
	if (cause instanceof TooMany) locals.retryAfterSeconds = Math.max(1, cause.retryAfterSeconds, locals.retryAfterSeconds ?? 0);
}

/** Says it in the header of the answer, whatever its status: a form sent with scripts comes back as 200 with the refusal in it. */
export function sayWait(locals: Pick<RequestLocals, 'retryAfterSeconds'>, response: Response): void {
	if (locals.retryAfterSeconds !== undefined) response.headers.set('retry-after', String(locals.retryAfterSeconds));
}
