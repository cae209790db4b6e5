import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';

/** Passes bytes through and counts and hashes them. Read `digest()` after the end. */
export function hashingStream(): Transform & { digest(): { sha256: string; size: number } } {
	const hash = createHash('sha256');
	let size = 0;
	const stream = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			hash.update(chunk);
			size += chunk.length;
			done(null, chunk);
		}
	});
	return Object.assign(stream, { digest: () => ({ sha256: hash.digest('hex'), size }) });
}

/** Reads a stream to its end and says what went by. */
export async function hashOf(source: Readable): Promise<{ sha256: string; size: number }> {
	const hash = createHash('sha256');
	let size = 0;
	for await (const chunk of source as AsyncIterable<Buffer>) {
		hash.update(chunk);
		size += chunk.length;
	}
	return { sha256: hash.digest('hex'), size };
}
