import { answer } from '#lib/server/http/answer.ts';
import { deliverMinutes } from '#lib/server/records/disposal-page.ts';
import type { RequestHandler } from './$types';

/** The scanned minutes of a disposal. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverMinutes(ctx, event.locals.runtime.tools.store, event.params.id, event.request));
