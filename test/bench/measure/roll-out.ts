import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { boardPage } from '#lib/server/roll-out/board-page.ts';
import { boardQuery } from '#lib/server/roll-out/board.ts';
import { addUnits } from '#lib/server/roll-out/units.ts';
import { createWave, openWave } from '#lib/server/roll-out/waves.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { loadRollOut, readRollOut } from '../../../prisma/seed/roll-out.ts';
import { countingDb } from '../counting.ts';
import type { Result } from '../report.ts';
import { median, timed } from '../stats.ts';
import type { World } from '../world.ts';
import { undone } from './issue.ts';

const rounds = 5;

/** The board of a wave with every unit of the province in it, every proof asked: in a transaction that is undone. */
export async function measureRollOut(world: World): Promise<Result[]> {
	const boss = await createBoss(world.url, createLogger('silent'));
	attachQueue(world.client, boss);
	try {
		const coordinator = await world.asPersonId(world.people.coordinator);
		const reading: number[] = [];
		let [queries, units, steps] = [0, 0, 0];
		await undone(coordinator, async (open) => {
			const waveId = await everyUnit(open);
			await open.db.$executeRaw`set constraints all immediate`;
			// A wave of this size has statistics, as any table that was filled overnight.
			for (const table of ['roll_out_wave', 'roll_out_unit', 'roll_out_step', 'roll_out_due'])
				await open.db.$executeRawUnsafe(`analyze ${table}`);
			for (let round = -1; round < rounds; round++) {
				queries = 0;
				const db = countingDb(open.db, () => (queries += 1));
				const ms = await timed(async () => {
					const { page } = await boardPage({ ...open, db }, rollOutProofs, boardQuery(new URLSearchParams({ wave: waveId })));
					[units, steps] = [page?.board?.units ?? 0, page?.board?.totals.steps ?? 0];
				});
				if (round >= 0) reading.push(ms);
			}
		});
		return [
			{
				operation: `roll-out board of ${units} units: queries`,
				measured: queries,
				unit: 'queries',
				target: { is: 'at most', value: 5 },
				absolute: true,
				detail: { 'median ms': median(reading), 'slowest ms': Math.max(...reading), steps }
			}
		];
	} finally {
		await boss.stop({ graceful: false });
	}
}

/** An open wave with every unit of today in it. */
export async function everyUnit(ctx: Ctx): Promise<string> {
	await loadRollOut(ctx, readRollOut());
	const year = Number(today(ctx).slice(0, 4));
	const kinds = await ctx.db.unitKind.findMany({ select: { code: true } });
	const wave = { title: 'Bench', kind: 'build' as const, year, note: '', nextId: null, fromId: null };
	const { id: waveId } = await createWave(ctx, { ...wave, soonDays: 14, lateDays: 1, coordinatorDays: 14 });
	await addUnits(ctx, { waveId, named: [], kinds: kinds.map(({ code }) => code), groupCode: null });
	await openWave(ctx, { waveId });
	return waveId;
}
