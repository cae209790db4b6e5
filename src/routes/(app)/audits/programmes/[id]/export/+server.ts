import type { RequestHandler } from '@sveltejs/kit';
import { exportProgramme } from '#lib/server/audits/programmes/export.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';

/** The programme as paper (PDF), or with `as=xlsx` its audits as a spreadsheet. */
export const GET: RequestHandler = async (event) => {
	const format = event.url.searchParams.get('as') === 'xlsx' ? 'xlsx' : 'pdf';
	const file = await answer(event, (ctx) => exportProgramme(ctx, event.params.id ?? '', format));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
