import { redirect } from '@sveltejs/kit';
import { printQuery } from '#lib/domain/documents/print-forms.ts';
import { answer } from '#lib/server/http/answer.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { exportPrints } from '#lib/server/documents/prints/export.ts';
import type { RequestHandler } from './$types';

/** It names who holds what: an export is posted, recorded and told. */
export const POST: RequestHandler = async (event) => {
	const form = await answer(event, () => readForm(event.request));
	const query = printQuery.parse(Object.fromEntries(form));
	return fileAnswer(await answer(event, (ctx) => exportPrints(ctx, event.locals.activeUnitId, query)));
};

/** Where somebody lands who had to sign in before the export. */
export const GET: RequestHandler = () => redirect(303, '/documents/copies');
