import type { Result } from '../report.ts';
import { inTurns, median, p95 } from '../stats.ts';
import type { World } from '../world.ts';
import { emptyPage, pageTime, sqlTime, statementsOf, statementWith } from './page.ts';

const rounds = 200;

/** The master list of what is in force, as a reader of a unit sees it and as the coordinator sees that of the province. */
export async function measureList(world: World): Promise<Result[]> {
	return [
		...(await measure(world, world.readerId, 'list of documents in force, own unit', true)),
		...(await measure(world, world.people.coordinator, 'list of documents in force, province', false))
	];
}

async function measure(world: World, userId: string, operation: string, hasTarget: boolean): Promise<Result[]> {
	const client = await world.server.as(userId);
	const path = '/documents';
	const statements = await statementsOf(world, client, path);
	const bare = statementWith(statements, 'with hit as');
	const times = await inTurns(hasTarget ? rounds : rounds / 4, {
		page: () => pageTime(client, path),
		sql: () => sqlTime(world, bare),
		empty: () => pageTime(world.server.nobody, emptyPage)
	});
	const ratio = p95(times.page) / (p95(times.sql) + p95(times.empty));
	return [
		{
			operation,
			measured: ratio,
			unit: '×',
			target: { is: 'at most', value: 3 },
			absolute: false,
			detail: {
				'page p95 ms': p95(times.page),
				'SQL p95 ms': p95(times.sql),
				'empty page p95 ms': p95(times.empty),
				'page median ms': median(times.page),
				'SQL median ms': median(times.sql)
			}
		},
		{
			operation: `${operation}: queries`,
			measured: statements.length,
			unit: 'queries',
			target: { is: 'at most', value: 6 },
			absolute: true,
			detail: {}
		}
	];
}
