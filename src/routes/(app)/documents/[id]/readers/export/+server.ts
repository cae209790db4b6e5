import { redirect } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { exportReaders } from '#lib/server/documents/readings/queries/readers-export.ts';
import { readersFilter } from '#lib/server/documents/readings/queries/readers-filter.ts';
import type { RequestHandler } from './$types';

/** A list of people that leaves the system is an act: it is posted, recorded and told. */
export const POST: RequestHandler = async (event) => {
	const filter = readersFilter(await answer(event, () => readForm(event.request)));
	return fileAnswer(await answer(event, (ctx) => exportReaders(ctx, event.params.id, filter)));
};

/** Where somebody lands who had to sign in before the export. */
export const GET: RequestHandler = (event) => redirect(303, `/documents/${event.params.id}/readers`);
