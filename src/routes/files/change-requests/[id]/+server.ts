import { answer } from '#lib/server/http/answer.ts';
import { deliverAttachment } from '#lib/server/documents/change-requests/page.ts';
import type { RequestHandler } from './$types';

/** What was sent with a proposal. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverAttachment(ctx, event.locals.runtime.tools.store, event.params.id, event.request));
