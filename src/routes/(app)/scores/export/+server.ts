import type { RequestHandler } from '@sveltejs/kit';
import { exportScores } from '#lib/server/audits/scores/export.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';

/** The scores of the same address as a spreadsheet. */
export const GET: RequestHandler = async (event) => fileAnswer(await answer(event, (ctx) => exportScores(ctx, event.url.searchParams)));
