import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from './hashing.ts';
import { createFileStore, type FileStoreOptions } from './index.ts';

const script = path.resolve('test/support/hostile-files/die-while-storing.ts');
let folder: string;
let server: S3rver;
let port: number;

beforeAll(async () => {
	folder = await mkdtemp(path.join(os.tmpdir(), 'eiso-crash-'));
	server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: path.join(folder, 's3') });
	({ port } = await server.run());
});
afterAll(async () => {
	await server.close();
	await rm(folder, { recursive: true });
});

const stores: Record<string, () => FileStoreOptions> = {
	disk: () => ({ kind: 'disk', dir: path.join(folder, 'disk') }),
	S3: () => ({
		kind: 's3',
		endpoint: `http://127.0.0.1:${port}`,
		region: 'us-east-1',
		bucket: 'eiso-crash',
		accessKey: 'S3RVER',
		secretKey: 'S3RVER'
	})
};

/** Runs the script to its end or its death; says which it was. */
function storeAndDie(orders: object): Promise<'killed' | 'done'> {
	return new Promise((resolve, reject) => {
		execFile(process.execPath, [script, JSON.stringify(orders)], (error, _out, complaints) => {
			if (!error) resolve('done');
			else if (error.signal === 'SIGKILL') resolve('killed');
			else reject(new Error(complaints));
		});
	});
}

describe.each(Object.entries(stores))('killed (-9) at each step of a put on %s', (name, optionsOf) => {
	it('no row refers to missing bytes, no key holds wrong ones, and the same put works afterwards', async () => {
		const options = optionsOf();
		let deaths = 0;
		for (let dieAt = 0; ; dieAt += 1) {
			// Large enough for several writes, and other bytes each time, so that every run takes the whole way.
			const bytes = randomBytes(1_500_000);
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			const tempPath = path.join(folder, `upload-${name}-${dieAt}`);
			const row = path.join(folder, `row-${name}-${dieAt}`);
			const facts = { sha256, size: bytes.length, contentType: 'application/pdf' };
			await writeFile(tempPath, bytes);
			const end = await storeAndDie({ options, tempPath, facts, row, dieAt });

			const store = await createFileStore(options);
			const hasRow = await access(row).then(
				() => true,
				() => false
			);
			if (hasRow) expect(await store.stat(sha256)).not.toBeNull();
			for await (const stored of store.list()) {
				// Unlike an S3 store, s3rver keeps what arrived of a PUT that broke off. The size tells, and the next put mends it.
				if (name === 'S3' && stored.size !== bytes.length) continue;
				expect((await hashOf(await store.openRead(stored.sha256))).sha256).toBe(stored.sha256);
			}
			await store.put(tempPath, facts);
			expect((await hashOf(await store.openRead(sha256))).sha256).toBe(sha256);
			await store.remove(sha256);
			if (end === 'done') break;
			deaths += 1;
		}
		expect(deaths).toBeGreaterThan(name === 'disk' ? 10 : 4);
	});
});
