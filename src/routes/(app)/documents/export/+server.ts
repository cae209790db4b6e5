import { error, type RequestHandler } from '@sveltejs/kit';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';
import { exportDocuments, exportQuery } from '#lib/server/documents/queries/list-export.ts';

/** The list of the same query as a file: `?format=xlsx` or `pdf`. */
export const GET: RequestHandler = async (event) => {
	const format = event.url.searchParams.get('format');
	if (format !== 'xlsx' && format !== 'pdf') error(404);
	const file = await answer(event, async (ctx) =>
		exportDocuments(ctx, exportQuery(event.url.searchParams, event.locals.activeUnitId), format)
	);
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
