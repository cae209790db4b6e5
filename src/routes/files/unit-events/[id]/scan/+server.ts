import { answer } from '#lib/server/http/answer.ts';
import { deliverEventScan } from '#lib/server/units/event-page.ts';
import type { RequestHandler } from './$types';

/** The signed decision of an event of units. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverEventScan(ctx, event.locals.runtime.tools.store, event.params.id, event.request));
