import { answer } from '#lib/server/http/answer.ts';
import { deliverBriefingScan } from '#lib/server/documents/readings/briefing.ts';
import type { RequestHandler } from './$types';

/** The signed sheet of a briefing on paper. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverBriefingScan(ctx, event.locals.runtime.tools.store, event.params.id, event.request));
