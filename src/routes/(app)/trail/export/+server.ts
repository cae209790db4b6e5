import { error, redirect, type RequestHandler } from '@sveltejs/kit';
import { exportTrail } from '#lib/server/audit-trail/export.ts';
import { trailQuery } from '#lib/server/audit-trail/query.ts';
import { answer } from '#lib/server/http/answer.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { readForm } from '#lib/server/http/read-form.ts';

/** An export is an act: it is posted, recorded and told. */
export const POST: RequestHandler = async (event) => {
	const form = await answer(event, () => readForm(event.request));
	const format = form.get('format');
	if (format !== 'xlsx' && format !== 'pdf') error(404);
	return fileAnswer(await answer(event, (ctx) => exportTrail(ctx, trailQuery(form), format)));
};

/** Where somebody lands who had to sign in before the export. */
export const GET: RequestHandler = () => redirect(303, '/trail');
