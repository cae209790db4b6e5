import type { RequestHandler } from '@sveltejs/kit';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';
import { exportExternals } from '#lib/server/documents/external/export.ts';

/** The list of the same address as a spreadsheet. */
export const GET: RequestHandler = async (event) => {
	const file = await answer(event, (ctx) => exportExternals(ctx, event.url.searchParams, event.locals.activeUnitId));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
