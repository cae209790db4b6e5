import { isAnswered } from '#lib/domain/reviews/objectives/answers.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { findObjectiveSet, loadObjectiveSet, signedObjectives } from './load.ts';
import { objectiveSetMachine } from './machine.ts';
import { judgeLine } from './results.ts';
import { undoPending } from './sign.ts';

/**
 * Closes a year that is over: each objective gets its verdict. Refused while one that was missed, or lacks figures, has neither a corrective action
 * nor an accepted reason for just that: an answer to an earlier period, or to figures that lacked once, is none. A change that was not signed goes.
 * Recorded as `objective_set.close` with the counts.
 * @throws NotFound, Forbidden; Conflict `stale`, `illegal_transition`, `objectives_year_runs`, `objectives_unanswered` with their codes
 */
export function closeObjectiveYear(ctx: Ctx, input: { setId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set: seen, subject } = await loadObjectiveSet(ctx, input.setId);
		authorize(ctx, 'objective.manage', subject);
		await ctx.db.$queryRaw`select id from objective_set where id = ${seen.id}::uuid for update`;
		const { set } = await loadObjectiveSet(ctx, input.setId);
		if (set.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: set.rowVersion });
		if (set.state !== 'approved') throw new Conflict('illegal_transition', { state: set.state });
		if (today(ctx) <= `${set.year}-12-31`) throw new Conflict('objectives_year_runs');
		if (set.changeReason !== null) await undoPending(ctx, set);
		const rows = signedObjectives(set);
		const answers = await ctx.db.objectiveResponse.findMany({
			where: { lineId: { in: rows.map(({ lineId }) => lineId) } },
			select: { lineId: true, period: true }
		});
		const judged: { row: (typeof rows)[number]; verdict: 'met' | 'missed' | 'unknown'; value: number | null; answered: boolean }[] = [];
		for (const row of rows) {
			const { state, value, needs } = await judgeLine(ctx, set, row);
			const own = answers.filter(({ lineId }) => lineId === row.lineId);
			const verdict = state === 'met' || state === 'missed' ? state : 'unknown';
			judged.push({ row, verdict, value, answered: needs !== null && isAnswered(needs, own) });
		}
		const open = judged.filter(({ verdict, answered }) => verdict !== 'met' && !answered);
		if (open.length > 0) throw new Conflict('objectives_unanswered', { list: open.map(({ row }) => row.code).join(', ') });
		const by = { decidedById: requireUser(ctx), decidedAt: ctx.clock.now() };
		await ctx.db.objectiveOutcome.createMany({
			data: judged.map(({ row, verdict, value }) => ({ objectiveId: row.id, lineId: row.lineId, verdict, value, ...by }))
		});
		const count = (verdict: string) => judged.filter((one) => one.verdict === verdict).length;
		await transition(ctx, objectiveSetMachine, set, 'close', subject, {
			data: {
				closedAt: by.decidedAt,
				closedById: by.decidedById,
				changeReason: null,
				submittedAt: null,
				submittedById: null,
				returnedReason: null
			},
			after: { year: set.year, met: count('met'), missed: count('missed'), unknown: count('unknown') }
		});
		await lapse(ctx, 'objective_set', [set.id]);
	});
}

/** The end of a unit closes its objectives as they stand, drafts too; a change that was not signed goes. @returns how many */
export async function endObjectives(ctx: Ctx, unitId: string, reason: string): Promise<number> {
	const open = await ctx.db.objectiveSet.findMany({ where: { unitId, state: { not: 'closed' } }, select: { id: true } });
	for (const { id } of open) {
		const set = await findObjectiveSet(ctx, id);
		if (!set) continue;
		if (set.changeReason !== null) await undoPending(ctx, set);
		await transition(
			ctx,
			objectiveSetMachine,
			set,
			'discard',
			{ unitId },
			{
				data: { closedAt: ctx.clock.now(), closedReason: reason, changeReason: null, submittedAt: null, submittedById: null },
				comment: reason,
				follows: 'O3'
			}
		);
		await lapse(ctx, 'objective_set', [set.id]);
	}
	return open.length;
}
