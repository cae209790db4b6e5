import type { RequestHandler } from '@sveltejs/kit';
import { exportBoard } from '#lib/server/audits/cycles/board-export.ts';
import { boardQuery } from '#lib/server/audits/cycles/board.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';

/** The board of the same query as a spreadsheet, or with `as=pdf` on paper. */
export const GET: RequestHandler = async (event) => {
	const { searchParams } = event.url;
	const format = searchParams.get('as') === 'pdf' ? 'pdf' : 'xlsx';
	const file = await answer(event, (ctx) => exportBoard(ctx, event.params.id ?? '', boardQuery(searchParams), format));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
