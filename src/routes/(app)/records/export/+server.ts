import type { RequestHandler } from '@sveltejs/kit';
import { recordQuery } from '#lib/domain/records/forms.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';
import { exportRegister, exportYear } from '#lib/server/records/year-file.ts';

/** The register of a query (XLSX), or with `files=1` the file of a year (ZIP). */
export const GET: RequestHandler = async (event) => {
	const { searchParams } = event.url;
	const query = recordQuery.parse(Object.fromEntries(searchParams));
	const { activeUnitId, runtime } = event.locals;
	const file = await answer(event, (ctx) =>
		searchParams.get('files') === '1'
			? exportYear(ctx, runtime.tools.store, activeUnitId, query.year)
			: exportRegister(ctx, activeUnitId, query)
	);
	return new Response(file.body instanceof ReadableStream ? file.body : new Uint8Array(file.body), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
