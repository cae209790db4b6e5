import type { RequestHandler } from '@sveltejs/kit';
import { exportReads } from '#lib/server/audit-trail/access-list.ts';
import { accessQuery } from '#lib/server/audit-trail/query.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';

/** An export is an act: it is posted, recorded and told. */
export const POST: RequestHandler = async (event) => {
	const filter = accessQuery(await event.request.formData(), event.locals.activeUnitId);
	const file = await answer(event, (ctx) => exportReads(ctx, filter));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
