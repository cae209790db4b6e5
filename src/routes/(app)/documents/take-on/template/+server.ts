import type { RequestHandler } from '@sveltejs/kit';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import { takeOnTemplate } from '#lib/server/documents/take-on/template.ts';

/** The blank table of a list. */
export const GET: RequestHandler = async (event) =>
	fileAnswer(await answer(event, (ctx) => takeOnTemplate(ctx, event.locals.activeUnitId)));
