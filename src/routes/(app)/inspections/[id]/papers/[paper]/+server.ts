import { error } from '@sveltejs/kit';
import { inspectionPaper, inspectionPapers } from '#lib/server/audits/inspections/papers.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { RequestHandler } from './$types';

/** Notice, minutes or sheet of scores as PDF. */
export const GET: RequestHandler = async (event) => {
	const paper = inspectionPapers.find((one) => one === event.params.paper);
	if (!paper) error(404);
	return fileAnswer(await answer(event, (ctx) => inspectionPaper(ctx, event.params.id, paper)));
};
