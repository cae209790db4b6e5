import { answer } from '#lib/server/http/answer.ts';
import { deliverEvidence } from '#lib/server/records/record-page.ts';
import type { RequestHandler } from './$types';

/** A file of a record. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) =>
		deliverEvidence(ctx, event.locals.runtime.tools.store, { recordId: event.params.id, fileId: event.params.file }, event.request)
	);
