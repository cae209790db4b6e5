import type { RequestHandler } from '@sveltejs/kit';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';
import { matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import { exportMatrix } from '#lib/server/procedures/models/matrix-export.ts';

/** The matrix of the same query as a spreadsheet. */
export const GET: RequestHandler = async (event) => {
	const file = await answer(event, (ctx) => exportMatrix(ctx, matrixQuery(event.url.searchParams)));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
