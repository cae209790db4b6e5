import { error, type RequestHandler } from '@sveltejs/kit';
import { exportTrail } from '#lib/server/audit-trail/export.ts';
import { trailQuery } from '#lib/server/audit-trail/query.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';

/** An export is an act: it is posted, recorded and told. */
export const POST: RequestHandler = async (event) => {
	const form = await event.request.formData();
	const format = form.get('format');
	if (format !== 'xlsx' && format !== 'pdf') error(404);
	const file = await answer(event, (ctx) => exportTrail(ctx, trailQuery(form), format));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
