import type { RequestHandler } from '@sveltejs/kit';
import { deliverPrint } from '#lib/server/documents/prints/paper.ts';
import { answer } from '#lib/server/http/answer.ts';

export const GET: RequestHandler = (event) => answer(event, (ctx) => deliverPrint(ctx, event.locals.runtime, event.params.id ?? ''));
