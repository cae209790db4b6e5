import { remindEvery } from '#lib/domain/procedures/models/forms.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { adoptionMatrix, type MatrixQuery } from './matrix.ts';

export type Reminded = {
	/** Units whose officers were told now. */
	readonly sent: number;
	/** Reminded within the last days already. */
	readonly lately: number;
	/** Without an officer who could be told. */
	readonly nobody: number;
};

/**
 * The Department reminds the units of the matrix that are behind: one notice to the officers of each, at most once in `remindEvery` days.
 * Recorded as `models.remind` in the chain of each unit.
 * @throws Forbidden
 */
export async function remindUnits(ctx: Ctx, query: MatrixQuery): Promise<Reminded> {
	authorize(ctx, 'model.remind');
	const { rows } = await adoptionMatrix(ctx, query);
	const result = { sent: 0, lately: 0, nobody: 0 };
	for (const { unit, behind } of rows.filter((row) => row.behind > 0)) result[await remindUnit(ctx, unit.unitId, behind)] += 1;
	return result;
}

function remindUnit(ctx: Ctx, unitId: string, models: number): Promise<keyof Reminded> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'model.remind', { unitId });
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`remind ${unitId}`}, 0))`;
		const since = ctx.clock.now().getTime() - remindEvery * 86_400_000;
		const lately = await ctx.db.modelReminder.count({ where: { unitId, sentAt: { gt: new Date(since) } } });
		if (lately > 0) return 'lately';
		const officers = await officersOf(ctx, unitId);
		if (officers.length === 0) return 'nobody';
		await ctx.db.modelReminder.create({ data: { unitId, models, sentById: requireUser(ctx), sentAt: ctx.clock.now() } });
		await notify(ctx, {
			to: officers,
			kind: 'models_reminded',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			params: { count: models, who: ctx.actor.kind === 'user' ? ctx.actor.fullName : '' }
		});
		await record(ctx, {
			event: 'models.remind',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role,
			after: { models, officers: officers.length }
		});
		return 'sent';
	});
}
