import type { RequestHandler } from '@sveltejs/kit';
import { parseRequestQuery } from '#lib/domain/documents/request-forms.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';
import { exportRequests } from '#lib/server/documents/change-requests/list.ts';

/** The list of the same query as a spreadsheet. */
export const GET: RequestHandler = async (event) => {
	const file = await answer(event, (ctx) => exportRequests(ctx, event.locals.activeUnitId, parseRequestQuery(event.url.searchParams)));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
