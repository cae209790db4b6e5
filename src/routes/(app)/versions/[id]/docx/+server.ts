import type { RequestHandler } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { deliverDocx } from '#lib/server/procedures/docx-export.ts';

/** A procedure that was written here, for Word. */
export const GET: RequestHandler = async (event) => fileAnswer(await answer(event, (ctx) => deliverDocx(ctx, event.params.id ?? '')));
