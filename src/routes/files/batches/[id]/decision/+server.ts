import { error } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { decisionFormats, decisionPaper } from '#lib/server/documents/decision-paper.ts';
import type { RequestHandler } from './$types';

/** The decision of a batch with its annex: `?format=pdf` or `docx`. */
export const GET: RequestHandler = async (event) => {
	const format = decisionFormats.find((one) => one === event.url.searchParams.get('format'));
	if (!format) error(404);
	return fileAnswer(await answer(event, (ctx) => decisionPaper(ctx, event.params.id, format)));
};
