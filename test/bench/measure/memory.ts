import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../report.ts';
import { insist } from '../server/client.ts';
import { threeWords } from '../queries/common.ts';
import { largeDocument } from '../data/files.ts';
import { median } from '../stats.ts';
import type { World } from '../world.ts';
import { readingPath } from './open.ts';
import { pathOf } from './search.ts';

const workers = 4;

/** The memory of the web process while several people list, search and open without a pause. */
export async function measureMemory(world: World, seconds: number): Promise<Result[]> {
	const { versionId, documentId } = await world.versionInForce(largeDocument);
	const started = performance.now();
	const isOver = () => performance.now() - started > seconds * 1000;
	let requests = 0;
	const work = async (worker: number) => {
		const client = await world.server.as(world.readerId);
		while (!isOver()) {
			const paths = [
				'/documents',
				pathOf(threeWords[(requests + worker) % threeWords.length] ?? ''),
				`/documents/${documentId}`,
				readingPath(versionId)
			];
			await insist(client, { path: paths[requests % paths.length] ?? '/' });
			requests += 1;
		}
	};
	const samples: number[] = [];
	const sample = async () => {
		while (!isOver()) {
			samples.push((await world.server.residentBytes()) / 1_000_000);
			await sleep(500);
		}
	};
	await Promise.all([sample(), ...Array.from({ length: workers }, (_, worker) => work(worker))]);
	const third = Math.floor(samples.length / 3);
	const [middle, last] = [median(samples.slice(third, 2 * third)), median(samples.slice(-third))];
	return [
		{
			operation: 'memory of the web process under load',
			measured: Math.max(...samples),
			unit: 'MB',
			target: { is: 'at most', value: 400 },
			absolute: false,
			detail: { requests, seconds }
		},
		{
			operation: 'memory, last third of the run to the middle third',
			measured: last / middle,
			unit: '×',
			target: { is: 'at most', value: 1.1 },
			absolute: false,
			detail: { 'middle MB': middle, 'last MB': last }
		}
	];
}
