import { isAnswered } from '#lib/domain/reviews/objectives/answers.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { raiseAction } from '#lib/server/corrective-actions/raise.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { recordAct, type ObjectiveRow, type ObjectiveSet } from './load.ts';
import { answersOf, judgeLine, takeSignedLine } from './results.ts';

type At = { setId: string; lineId: string };

/**
 * Raises a corrective action for an objective that is missed (source "objective missed", §6.2). Once for each period whose result missed it, and
 * once for figures that lack.
 * Recorded as `objective_set.raise` and with the action.
 * @throws NotFound, Forbidden, Invalid; Conflict `objective_not_missed`, `objective_answered`
 */
export function raiseForMissed(ctx: Ctx, input: At & { statement: string }): Promise<{ actionId: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { set, row, role, period } = await takeMissed(ctx, input);
		const evidence = `${row.code} ${row.statement} (${row.indicator})`;
		const { id: actionId, number } = await raiseAction(ctx, {
			unitId: set.unitId,
			source: 'objective_missed',
			grade: 'minor',
			clause: '6.2',
			statement: tidy(input.statement),
			evidence,
			raisedById: requireUser(ctx),
			role
		});
		await respond(ctx, row, period, { actionId });
		await recordAct(ctx, set, 'objective_set.raise', role, { code: row.code, correctiveAction: number });
		await lapse(ctx, 'objective_set', [set.id], ['objective_missed'], { saying: { code: row.code } });
		return { actionId, number };
	});
}

/** Accepts that an objective is missed or lacks figures, with the reason. Recorded as `objective_set.accept`. @throws as `raiseForMissed` */
export function acceptMissed(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, row, role, period } = await takeMissed(ctx, input);
		const acceptedReason = requireReason(input.reason, 'reason');
		await respond(ctx, row, period, { acceptedReason });
		await recordAct(ctx, set, 'objective_set.accept', role, { code: row.code }, acceptedReason);
		await lapse(ctx, 'objective_set', [set.id], ['objective_missed'], { saying: { code: row.code } });
	});
}

async function takeMissed(ctx: Ctx, input: At): Promise<{ set: ObjectiveSet; row: ObjectiveRow; role: string; period: number | null }> {
	const { set, row, subject } = await takeSignedLine(ctx, input.setId, input.lineId);
	const role = authorize(ctx, 'objective.manage', subject);
	const { needs } = await judgeLine(ctx, set, row);
	if (needs === null) throw new Conflict('objective_not_missed');
	if (isAnswered(needs, await answersOf(ctx, row.lineId))) throw new Conflict('objective_answered');
	return { set, row, role, period: needs.period };
}

async function respond(
	ctx: Ctx,
	row: ObjectiveRow,
	period: number | null,
	what: { actionId: string } | { acceptedReason: string }
): Promise<void> {
	const by = { decidedById: requireUser(ctx), decidedAt: ctx.clock.now() };
	await ctx.db.objectiveResponse.create({ data: { objectiveId: row.id, lineId: row.lineId, period, ...what, ...by } });
}
