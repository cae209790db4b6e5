import type { RequestHandler } from '@sveltejs/kit';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { actionRegister } from '#lib/server/corrective-actions/paper.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';

/** The register of a query: `format=pdf`, else XLSX. */
export const GET: RequestHandler = async (event) => {
	const { searchParams } = event.url;
	const format = searchParams.get('format') === 'pdf' ? 'pdf' : 'xlsx';
	const file = await answer(event, (ctx) => actionRegister(ctx, event.locals.activeUnitId, parseActionQuery(searchParams), format));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
