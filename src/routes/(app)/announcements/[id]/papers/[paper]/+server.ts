import { error } from '@sveltejs/kit';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import { announcementPaper, announcementPapers } from '#lib/server/roll-out/announcements/papers.ts';
import type { RequestHandler } from './$types';

/** Decision, statement of conformity or annex of services as PDF. */
export const GET: RequestHandler = async (event) => {
	const paper = announcementPapers.find((one) => one === event.params.paper);
	if (!paper) error(404);
	return fileAnswer(await answer(event, (ctx) => announcementPaper(ctx, event.params.id, paper)));
};
