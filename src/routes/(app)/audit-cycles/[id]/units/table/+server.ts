import type { RequestHandler } from '@sveltejs/kit';
import { visitsSheet } from '#lib/server/audits/cycles/visits-file.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';

/** The units of a draft as the table that can be filled in and brought back. */
export const GET: RequestHandler = async (event) => {
	const file = await answer(event, (ctx) => visitsSheet(ctx, event.params.id ?? ''));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
