import { error } from '@sveltejs/kit';
import { auditPaper, auditPapers } from '#lib/server/audits/internal/papers.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { RequestHandler } from './$types';

/** Decision, plan, minutes, nonconformity reports or report as PDF. */
export const GET: RequestHandler = async (event) => {
	const paper = auditPapers.find((one) => one === event.params.paper);
	if (!paper) error(404);
	return fileAnswer(await answer(event, (ctx) => auditPaper(ctx, event.params.id, paper)));
};
