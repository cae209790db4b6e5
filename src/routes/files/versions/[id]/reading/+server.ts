import type { RequestHandler } from '@sveltejs/kit';
import { deliverReadingCopy } from '#lib/server/documents/reading.ts';
import { answer } from '#lib/server/http/answer.ts';

export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverReadingCopy(ctx, event.locals.runtime, event.params.id ?? '', event.request));
export const HEAD = GET;
