import type { RequestHandler } from '@sveltejs/kit';
import { exportChecklist } from '#lib/server/audits/checklists/export.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';

/** The version of the same address as a spreadsheet. */
export const GET: RequestHandler = async (event) =>
	fileAnswer(await answer(event, (ctx) => exportChecklist(ctx, event.params.id ?? '', event.url.searchParams.get('v'))));
