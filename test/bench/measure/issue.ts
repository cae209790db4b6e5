import { addDays } from '#lib/domain/shared/day.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { issuingUnit } from '../data/documents.ts';
import { idOf } from '../data/ids.ts';
import { seats } from '../data/people.ts';
import type { Result } from '../report.ts';
import { median, timed } from '../stats.ts';
import type { World } from '../world.ts';

const versions = 150;
const rounds = 5;

/**
 * The whole command in one transaction, which is then undone, so that the next run finds the same. What the database asks at the
 * commit is asked before and counted; what is left out is the one write to the disk, whatever the number of versions.
 */
export async function measureIssue(world: World): Promise<Result[]> {
	const boss = await createBoss(world.url, createLogger('silent'));
	attachQueue(world.client, boss);
	try {
		const ctx = await world.asPerson(issuingUnit, seats.officer);
		const versionIds = await waiting(world);
		let confirm: readonly string[] = [];
		const issue = (ctx: Ctx) =>
			issueNow(ctx, {
				unitId: idOf('unit', issuingUnit),
				decisionNumber: '518/QĐ-SNV',
				decisionDate: today(ctx),
				effectiveOn: addDays(today(ctx), 1),
				versionIds,
				confirm
			});
		confirm = await warningsOf(ctx, issue);
		const times: number[] = [];
		for (let round = -1; round < rounds; round++) {
			await undone(ctx, async (open) => {
				const ms = await timed(async () => {
					await issue(open);
					await open.db.$executeRaw`set constraints all immediate`;
				});
				if (round >= 0) times.push(ms);
			});
		}
		return [
			{
				operation: `issue a batch of ${versions} versions`,
				measured: median(times) / 1000,
				unit: 's',
				target: { is: 'at most', value: 2 },
				absolute: false,
				detail: { 'slowest s': Math.max(...times) / 1000 }
			}
		];
	} finally {
		await boss.stop({ graceful: false });
	}
}

async function waiting(world: World): Promise<string[]> {
	const { rows } = await world.sql.query<{ id: string }>(
		`SELECT id FROM version WHERE unit_id = $1 AND state = 'approved' ORDER BY id LIMIT $2`,
		[idOf('unit', issuingUnit), versions]
	);
	if (rows.length !== versions) throw new Error(`${rows.length} versions wait for their decision, not ${versions}`);
	return rows.map((row) => row.id);
}

/** The warnings that the batch would give, as a person would confirm them. */
export async function warningsOf(ctx: Ctx, issue: (ctx: Ctx) => Promise<unknown>): Promise<readonly string[]> {
	try {
		await undone(ctx, issue);
	} catch (error) {
		if (!(error instanceof Conflict) || error.code !== 'warnings' || !Array.isArray(error.params.warnings)) throw error;
		return error.params.warnings.map(String);
	}
	return [];
}

class Undo extends Error {}

/** Does something in a transaction that is taken back. */
export async function undone(ctx: Ctx, act: (ctx: Ctx) => Promise<unknown>): Promise<void> {
	try {
		await transaction(
			ctx,
			async (open) => {
				await act(open);
				throw new Undo();
			},
			{ timeoutMs: 120_000 }
		);
	} catch (error) {
		if (!(error instanceof Undo)) throw error;
	}
}
