import type { RequestHandler } from '@sveltejs/kit';
import { actionPaper } from '#lib/server/corrective-actions/paper.ts';
import { attachment } from '#lib/server/files/deliver.ts';
import { answer } from '#lib/server/http/answer.ts';

/** "Phiếu yêu cầu hành động khắc phục" as it stands now. */
export const GET: RequestHandler = async (event) => {
	const file = await answer(event, (ctx) => actionPaper(ctx, event.params['id'] ?? ''));
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
};
