import type { Readable } from 'node:stream';

/** A Node stream as the body of an answer; it is ended when the client goes away. */
export function fileResponseBody(source: Readable): ReadableStream<Uint8Array> {
	const chunks = source.iterator({ destroyOnReturn: true });
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const next: IteratorResult<unknown> = await chunks.next();
				if (next.done) controller.close();
				else if (next.value instanceof Uint8Array) controller.enqueue(next.value);
			},
			cancel() {
				source.destroy();
			}
		},
		{ highWaterMark: 0 }
	);
}
