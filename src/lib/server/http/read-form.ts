import { DomainError } from '#lib/server/platform/errors.ts';
import { whileSent } from './client-gone.ts';

/** No form of texts comes near it; files are streamed (upload.ts). */
const formLimit = 1024 * 1024;

/**
 * Reads a form of texts. It is held in memory as a whole, so a larger body is refused while it comes in: the pages before sign-in take
 * forms from anybody.
 * @throws DomainError `body_too_large` (413), `form_unreadable` (400) for what is no form, `client_gone` (400)
 */
export async function readForm(request: Request): Promise<FormData> {
	const body = await whileSent(request, readBody(request.body));
	try {
		return await new Response(body, { headers: { 'content-type': request.headers.get('content-type') ?? '' } }).formData();
	} catch {
		throw new DomainError('form_unreadable', 400);
	}
}

async function readBody(stream: ReadableStream<Uint8Array> | null): Promise<Blob> {
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	let size = 0;
	for await (const chunk of stream ?? []) {
		size += chunk.byteLength;
		if (size > formLimit) throw new DomainError('body_too_large', 413);
		chunks.push(new Uint8Array(chunk));
	}
	return new Blob(chunks);
}
