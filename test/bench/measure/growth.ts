import type { Result } from '../report.ts';
import type { HttpClient } from '../server/client.ts';
import { insist } from '../server/client.ts';
import { threeWords } from '../queries/common.ts';
import { inTurns, median } from '../stats.ts';
import type { World } from '../world.ts';
import { readingPath } from './open.ts';
import { pageTime } from './page.ts';
import { pathOf } from './search.ts';
import { largeDocument } from '../data/files.ts';

const rounds = 200;

/** The same requests to a province of a tenth and to the whole one, in turns: what they cost as the data grow. */
export async function measureGrowth(small: World, full: World): Promise<Result[]> {
	const worlds = { small, full };
	const of = async (world: World) => ({
		client: await world.server.as(world.readerId),
		version: (await world.versionInForce(largeDocument)).versionId
	});
	const [inSmall, inFull] = [await of(worlds.small), await of(worlds.full)];
	const searchPath = (round: number) => pathOf(threeWords[round % threeWords.length] ?? '');
	const open = async (client: HttpClient, version: string) => (await insist(client, { path: readingPath(version) })).ms;
	return [
		await compare(
			'list',
			full,
			() => pageTime(inSmall.client, '/documents'),
			() => pageTime(inFull.client, '/documents')
		),
		await compare(
			'search',
			full,
			(round) => pageTime(inSmall.client, searchPath(round)),
			(round) => pageTime(inFull.client, searchPath(round))
		),
		await compare(
			'open',
			full,
			() => open(inSmall.client, inSmall.version),
			() => open(inFull.client, inFull.version)
		)
	];
}

async function compare(
	what: string,
	{ size }: World,
	small: (round: number) => Promise<number>,
	full: (round: number) => Promise<number>
): Promise<Result> {
	const times = await inTurns(rounds, { small, full });
	return {
		operation: `cost as data grow ×10: ${what}`,
		measured: median(times.full) / median(times.small),
		unit: '×',
		target: { is: 'at most', value: 1.3 },
		absolute: false,
		detail: { 'small median ms': median(times.small), 'full median ms': median(times.full), 'units of the full': size.units }
	};
}
