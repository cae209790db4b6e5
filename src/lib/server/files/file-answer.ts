import { attachment } from './deliver.ts';

/** A file made for one person at this moment: to be saved, kept by nobody on the way. */
export function fileAnswer(file: { fileName: string; contentType: string; bytes: Uint8Array }): Response {
	return new Response(new Uint8Array(file.bytes), {
		headers: {
			'content-type': file.contentType,
			'content-disposition': attachment(file.fileName),
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
}
