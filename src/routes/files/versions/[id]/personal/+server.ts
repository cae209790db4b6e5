import type { RequestHandler } from '@sveltejs/kit';
import { deliverPersonalCopy } from '#lib/server/documents/reading.ts';
import { answer } from '#lib/server/http/answer.ts';

export const GET: RequestHandler = (event) => answer(event, (ctx) => deliverPersonalCopy(ctx, event.locals.runtime, event.params.id ?? ''));
