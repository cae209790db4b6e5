import type { RequestHandler } from '@sveltejs/kit';
import { riskQuery } from '#lib/domain/reviews/risks/forms.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';
import { exportRisks } from '#lib/server/reviews/risks/export.ts';

/** The register of the same query as a spreadsheet. */
export const GET: RequestHandler = async (event) => {
	const query = riskQuery.parse(Object.fromEntries(event.url.searchParams));
	const file = await answer(event, (ctx) => exportRisks(ctx, event.locals.activeUnitId, query));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
