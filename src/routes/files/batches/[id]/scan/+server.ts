import { answer } from '#lib/server/http/answer.ts';
import { deliverScan } from '#lib/server/documents/scan.ts';
import type { RequestHandler } from './$types';

/** The signed decision of a batch. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverScan(ctx, event.locals.runtime.tools.store, event.params.id, event.request));
