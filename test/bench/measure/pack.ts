import { createHash, randomFillSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setInterval } from 'node:timers';
import type { PackEntry } from '#lib/server/reports/evidence-pack/entries.ts';
import { writeZip } from '#lib/server/reports/evidence-pack/write-zip.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import type { Result } from '../report.ts';
import { timed } from '../stats.ts';

const files = 100;
const bytes = 5_000_000;
const mostGrowth = 64;

/** An evidence pack of 500 MB out of a store on disk: what the process grows by while it is written. */
export async function measurePack(): Promise<Result[]> {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'eiso-bench-pack-'));
	try {
		const store = await createFileStore({ kind: 'disk', dir: path.join(folder, 'store') });
		const entries: PackEntry[] = [];
		const content = Buffer.alloc(bytes);
		for (let nth = 0; nth < files; nth++) {
			randomFillSync(content);
			const temporary = path.join(folder, 'part');
			await writeFile(temporary, content);
			const sha256 = createHash('sha256').update(content).digest('hex');
			await store.put(temporary, { sha256, size: bytes, contentType: 'application/pdf' });
			entries.push({ path: `records/${nth}.pdf`, sha256, compress: false, open: () => store.openRead(sha256) });
		}
		let most = 0;
		const before = process.memoryUsage().rss;
		const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
		let size = 0;
		const ms = await timed(async () => {
			({ size } = await writeZip(path.join(folder, 'pack.zip'), { entries, last: () => [], modifiedAt: new Date() }));
		});
		clearInterval(watch);
		return [
			{
				operation: `evidence pack of ${files * (bytes / 1e6)} MB: growth of the process`,
				measured: Math.max(0, most - before) / 1e6,
				unit: 'MB',
				target: { is: 'at most', value: mostGrowth },
				absolute: true,
				detail: { 'written MB': size / 1e6, seconds: ms / 1000 }
			}
		];
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
