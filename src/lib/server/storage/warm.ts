import type { FileStore } from './port.ts';

export type WarmLimits = { readonly totalBytes: number; readonly fileBytes: number };

/**
 * Keeps the bytes of small files that were read last, so that a copy which a whole unit opens comes from memory. Bytes never change
 * under their key; who may have them is asked each time, before this.
 */
export function warmStore(store: FileStore, limits: WarmLimits): FileStore {
	/** In the order of their last use. */
	const kept = new Map<string, Buffer>();
	const loading = new Map<string, Promise<Buffer>>();
	let total = 0;

	function forget(sha256: string): void {
		total -= kept.get(sha256)?.length ?? 0;
		kept.delete(sha256);
	}

	function keep(sha256: string, bytes: Buffer): void {
		forget(sha256);
		kept.set(sha256, bytes);
		total += bytes.length;
		for (const oldest of kept.keys()) {
			if (total <= limits.totalBytes) break;
			forget(oldest);
		}
	}

	async function load(sha256: string): Promise<Buffer> {
		const chunks: Buffer[] = [];
		for await (const chunk of (await store.openRead(sha256)) as AsyncIterable<Buffer>) chunks.push(chunk);
		const bytes = Buffer.concat(chunks);
		keep(sha256, bytes);
		return bytes;
	}

	return {
		kind: store.kind,
		put: (tempPath, facts) => store.put(tempPath, facts),
		openRead: (sha256, range) => store.openRead(sha256, range),
		stat: (sha256) => store.stat(sha256),
		list: () => store.list(),
		health: () => store.health(),
		remove(sha256) {
			forget(sha256);
			return store.remove(sha256);
		},
		bytesOf(sha256, size) {
			if (size > limits.fileBytes) return null;
			const warm = kept.get(sha256);
			if (warm) {
				kept.delete(sha256);
				kept.set(sha256, warm);
				return Promise.resolve(warm);
			}
			const made = loading.get(sha256) ?? load(sha256).finally(() => loading.delete(sha256));
			loading.set(sha256, made);
			return made;
		}
	};
}
