import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';
import { exportBoard } from '#lib/server/roll-out/board-export.ts';
import { boardQuery } from '#lib/server/roll-out/board.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import type { RequestHandler } from './$types';

/** The board of the same query as a spreadsheet, or with `as=pdf` on paper. */
export const GET: RequestHandler = async (event) => {
	const { searchParams } = event.url;
	const format = searchParams.get('as') === 'pdf' ? 'pdf' : 'xlsx';
	const file = await answer(event, (ctx) => exportBoard(ctx, rollOutProofs, boardQuery(searchParams), format));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
