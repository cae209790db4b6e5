import { answer } from '#lib/server/http/answer.ts';
import { deliverDecision } from '#lib/server/documents/batch-papers.ts';
import type { RequestHandler } from './$types';

/** A paper signed outside eISO that was attached to a batch, bit for bit. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverDecision(ctx, event.locals.runtime.tools.store, event.params.id, event.params.paper, event.request));
