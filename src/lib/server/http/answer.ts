import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { DomainError, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { noteWait } from './retry-after.ts';
import { problemWords } from './words.ts';

/**
 * Runs one query for a page's `load`. An expected refusal becomes the error page of its status with words; somebody who is not
 * signed in goes to the sign-in page and comes back afterwards.
 */
export async function answer<Result>(event: Pick<RequestEvent, 'locals' | 'url'>, ask: (ctx: Ctx) => Promise<Result>): Promise<Result> {
	const ctx = event.locals.ctx;
	try {
		return await ask(ctx);
	} catch (cause) {
		if (cause instanceof Unauthenticated) redirect(303, signInPath(event.url));
		noteWait(event.locals, cause);
		if (cause instanceof DomainError) error(cause.status, { message: problemWords(cause, ctx.locale), code: cause.code });
		throw cause;
	}
}

/** Where somebody without a session is sent, and comes back from. */
export function signInPath(url: URL): string {
	const here = url.pathname + url.search;
	return here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`;
}
