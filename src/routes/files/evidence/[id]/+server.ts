import { deliverEvidence } from '#lib/server/corrective-actions/evidence-list.ts';
import { evidenceReaders } from '#lib/server/evidence-readers.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { RequestHandler } from './$types';

/** A file of evidence: of an answer, a finding, an action, an auditor. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) =>
		deliverEvidence(ctx, { store: event.locals.runtime.tools.store, readers: evidenceReaders }, event.params.id, event.request)
	);
