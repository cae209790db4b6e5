import { addDays, fromDbDate, isDay, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { endOf, found, hasEnded, period, wrote } from './checks.ts';

/**
 * From a day on the unit's system follows an edition, for a scope. What ran until then ends the day before; a change of edition or scope
 * is so another dated period. Recorded in the unit's trail.
 * @throws Forbidden; Invalid `standardCode`, days; Conflict `unit_closed`, `period_overlaps` when a later period exists
 */
export function beginStandard(
	ctx: Ctx,
	input: { unitId: string; standardCode: string; scope: string; validFrom: Day }
): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, standardCode, scope } = input;
		const role = authorize(ctx, 'quality_system.manage', { unitId });
		if (!(await ctx.db.standard.findUnique({ where: { code: standardCode }, select: { code: true } })))
			throw new Invalid({ standardCode: 'invalid' });
		const days = await period(ctx, unitId, input.validFrom);
		const before = await ctx.db.unitStandard.findFirst({
			where: { unitId, validFrom: { lt: days.validFrom }, OR: [{ validTo: null }, { validTo: { gt: days.validFrom } }] }
		});
		if (before && hasEnded(ctx, before.validTo)) throw new Conflict('period_overlaps');
		if (before)
			await ctx.db.unitStandard.update({ where: { id: before.id }, data: { validTo: days.validFrom, rowVersion: { increment: 1 } } });
		const { id } = await ctx.db.unitStandard.create({
			data: { unitId, standardCode, scope, ...days, createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'unit_standard.begin',
			subjectType: 'unit_standard',
			subjectId: id,
			unitId,
			role,
			before: before && { standardCode: before.standardCode, scope: before.scope, lastDay: addDays(input.validFrom, -1) },
			after: { standardCode, scope, validFrom: input.validFrom }
		});
		return { id };
	});
}

/** Puts the words of the scope right, while the period has not ended. Recorded with before and after. @throws Forbidden; Conflict `stale`, `period_ended` */
export function changeScope(ctx: Ctx, input: { id: string; rowVersion: number; scope: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, role } = await take(ctx, input.id);
		if (row.scope === input.scope) return;
		wrote(
			await ctx.db.unitStandard.updateMany({
				where: { id: row.id, rowVersion: input.rowVersion },
				data: { scope: input.scope, rowVersion: { increment: 1 } }
			})
		);
		await record(ctx, {
			event: 'unit_standard.change_scope',
			subjectType: 'unit_standard',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			before: { scope: row.scope },
			after: { scope: input.scope }
		});
	});
}

/** Ends a period: `endsOn` is the first day without it. Recorded. @throws Forbidden; Invalid days; Conflict `stale`, `period_ended` */
export function endStandard(ctx: Ctx, input: { id: string; rowVersion: number; endsOn: Day }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, role } = await take(ctx, input.id);
		if (!isDay(input.endsOn)) throw new Invalid({ endsOn: 'day_invalid' });
		const validTo = endOf(input.endsOn, row.validFrom);
		wrote(
			await ctx.db.unitStandard.updateMany({
				where: { id: row.id, rowVersion: input.rowVersion },
				data: { validTo, rowVersion: { increment: 1 } }
			})
		);
		await record(ctx, {
			event: 'unit_standard.end',
			subjectType: 'unit_standard',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			before: { validTo: fromDbDate(row.validTo) },
			after: { validTo: input.endsOn }
		});
	});
}

async function take(ctx: Ctx, id: string) {
	const row = found(await ctx.db.unitStandard.findUnique({ where: { id } }));
	const role = authorize(ctx, 'quality_system.manage', { unitId: row.unitId }, { readable: false });
	if (hasEnded(ctx, row.validTo)) throw new Conflict('period_ended');
	return { row, role };
}
