import { answer } from '#lib/server/http/answer.ts';
import { deliverPack } from '#lib/server/reports/evidence-pack/deliver.ts';
import type { RequestHandler } from './$types';

/** An evidence pack, whole or a part of it. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverPack(ctx, event.locals.runtime.tools.store, event.params.id, event.request));
