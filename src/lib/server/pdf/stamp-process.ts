import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { serveRequests } from './serve-requests.ts';
import { stampPdf } from './stamp.ts';
import type { StampedFile, StampRequest } from './stamper.ts';

/** The stamping process: reads one temporary file and writes another, and may do nothing else. */
const projectRoot = process.argv[2] ?? process.cwd();

serveRequests((message) => stampFile(message as StampRequest));

async function stampFile({ source, target, stamp }: StampRequest): Promise<StampedFile> {
	const stamped = await stampPdf(await readFile(source), stamp, projectRoot);
	await writeFile(target, stamped, { flag: 'wx', mode: 0o600 });
	return { sha256: createHash('sha256').update(stamped).digest('hex'), size: stamped.length };
}
