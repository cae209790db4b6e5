import { fork } from 'node:child_process';
import path from 'node:path';
import { storageKey } from '#lib/server/storage/port.ts';
import { httpClient, insist, type HttpClient } from '../server/client.ts';
import type { Result } from '../report.ts';
import { median } from '../stats.ts';
import type { World } from '../world.ts';
import { largeDocument } from '../data/files.ts';

const connections = 8;
const turns = 5;
const secondsATurn = 3;

/** Opening a reading copy that is made already, against a bare static server of the same bytes. */
export async function measureOpen(world: World): Promise<Result[]> {
	const large = await compare(world, largeDocument, '200 kB');
	const small = await compare(world, 2, 'small');
	return [{ ...large, target: { is: 'at least', value: 50 } }, small];
}

async function compare(world: World, nthDocument: number, size: string): Promise<Result> {
	const client = await world.server.as(world.readerId, connections);
	const { versionId } = await world.versionInForce(nthDocument);
	const reading = readingPath(versionId);
	const { bytes } = await insist(client, { path: reading });
	await world.server.statements();
	await insist(client, { path: reading });
	const queries = (await world.server.statements()).length;
	const bare = await staticServer(await copyOf(world, versionId));
	const rates = { open: [] as number[], bare: [] as number[] };
	try {
		await throughput(client, reading, 1);
		await throughput(bare.client, '/', 1);
		for (let turn = 0; turn < turns; turn++) {
			rates.open.push(await throughput(client, reading, secondsATurn));
			rates.bare.push(await throughput(bare.client, '/', secondsATurn));
		}
	} finally {
		bare.stop();
	}
	return {
		operation: `open a reading copy, warm, ${size}`,
		measured: (100 * median(rates.open)) / median(rates.bare),
		unit: '%',
		target: null,
		absolute: false,
		detail: { 'opened a second': median(rates.open), 'bare a second': median(rates.bare), kB: bytes / 1000, queries }
	};
}

export function readingPath(versionId: string): string {
	return `/files/versions/${versionId}/reading`;
}

/** Answers a second over all connections. */
async function throughput(client: HttpClient, asked: string, seconds: number): Promise<number> {
	const started = performance.now();
	let count = 0;
	const work = async () => {
		while (performance.now() - started < seconds * 1000) {
			await insist(client, { path: asked });
			count += 1;
		}
	};
	await Promise.all(Array.from({ length: connections }, work));
	return (count * 1000) / (performance.now() - started);
}

/** Where the copy that the server delivers lies. */
async function copyOf(world: World, versionId: string): Promise<string> {
	const { rows } = await world.sql.query<{ sha256: string }>(
		'SELECT sha256 FROM rendition WHERE version_id = $1 ORDER BY created_at DESC LIMIT 1',
		[versionId]
	);
	return path.resolve(world.storageDir, 'files', storageKey(rows[0]?.sha256 ?? ''));
}

async function staticServer(file: string): Promise<{ client: HttpClient; stop: () => void }> {
	const child = fork(new URL('../server/static-server.ts', import.meta.url), [file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	const port = await new Promise((resolve) => child.once('message', resolve));
	const client = httpClient(Number(port), connections);
	return {
		client,
		stop: () => {
			client.close();
			child.disconnect();
		}
	};
}
