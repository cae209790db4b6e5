import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import { confirmationPaper } from '#lib/server/roll-out/announcements/papers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => fileAnswer(await answer(event, (ctx) => confirmationPaper(ctx, event.params.id)));
