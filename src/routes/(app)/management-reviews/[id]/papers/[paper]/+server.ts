import { error } from '@sveltejs/kit';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import { reviewPaper, reviewPapers } from '#lib/server/reviews/management/papers.ts';
import type { RequestHandler } from './$types';

/** Notice or minutes as PDF. */
export const GET: RequestHandler = async (event) => {
	const paper = reviewPapers.find((one) => one === event.params.paper);
	if (!paper) error(404);
	return fileAnswer(await answer(event, (ctx) => reviewPaper(ctx, event.params.id, paper)));
};
