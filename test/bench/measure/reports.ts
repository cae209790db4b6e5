import { provinceReports } from '#lib/server/reports/periodic/province-list.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { today } from '#lib/server/platform/context.ts';
import { countingDb } from '../counting.ts';
import type { Result } from '../report.ts';
import { median, timed } from '../stats.ts';
import type { World } from '../world.ts';
import { undone } from './issue.ts';
import { everyUnit } from './roll-out.ts';

const rounds = 5;

/** The reports of a year over the province, every unit with its live figures and its place in the roll-out: in a transaction that is undone. */
export async function measureReports(world: World): Promise<Result[]> {
	const boss = await createBoss(world.url, createLogger('silent'));
	attachQueue(world.client, boss);
	try {
		const coordinator = await world.asPersonId(world.people.coordinator);
		const reading: number[] = [];
		let [queries, units] = [0, 0];
		await undone(coordinator, async (open) => {
			await everyUnit(open);
			await open.db.$executeRaw`set constraints all immediate`;
			const period = { kind: 'year' as const, year: Number(today(open).slice(0, 4)) };
			for (let round = -1; round < rounds; round++) {
				queries = 0;
				const db = countingDb(open.db, () => (queries += 1));
				const ms = await timed(async () => {
					({ total: units } = await provinceReports({ ...open, db }, period, { q: '', kind: '', state: '', parent: '', page: 1 }));
				});
				if (round >= 0) reading.push(ms);
			}
		});
		return [
			{
				operation: `reports of ${units} units over the province: queries`,
				measured: queries,
				unit: 'queries',
				target: { is: 'at most', value: 5 },
				absolute: true,
				detail: { 'median ms': median(reading), 'slowest ms': Math.max(...reading) }
			}
		];
	} finally {
		await boss.stop({ graceful: false });
	}
}
