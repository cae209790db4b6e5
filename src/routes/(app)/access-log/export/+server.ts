import { redirect, type RequestHandler } from '@sveltejs/kit';
import { exportReads } from '#lib/server/audit-trail/access-list.ts';
import { accessQuery } from '#lib/server/audit-trail/query.ts';
import { answer } from '#lib/server/http/answer.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { readForm } from '#lib/server/http/read-form.ts';

/** An export is an act: it is posted, recorded and told. */
export const POST: RequestHandler = async (event) => {
	const filter = accessQuery(await answer(event, () => readForm(event.request)), event.locals.activeUnitId);
	return fileAnswer(await answer(event, (ctx) => exportReads(ctx, filter)));
};

/** Where somebody lands who had to sign in before the export. */
export const GET: RequestHandler = () => redirect(303, '/access-log');
