import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { handOverPaper } from '#lib/server/hand-overs/paper.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { RequestHandler } from './$types';

/** The minutes of a hand-over as PDF. */
export const GET: RequestHandler = (event) => answer(event, async (ctx) => fileAnswer(await handOverPaper(ctx, event.params.id)));
