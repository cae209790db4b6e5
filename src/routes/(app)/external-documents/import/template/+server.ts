import type { RequestHandler } from '@sveltejs/kit';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import { externalImportTemplate } from '#lib/server/documents/external/import-template.ts';

/** The blank table of the list that the address names. */
export const GET: RequestHandler = async (event) => {
	const unitId = event.url.searchParams.get('list') === 'province' ? null : event.locals.activeUnitId;
	return fileAnswer(await answer(event, (ctx) => externalImportTemplate(ctx, unitId)));
};
