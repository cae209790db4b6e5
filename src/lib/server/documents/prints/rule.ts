import { defaultRecallDays } from '#lib/domain/documents/prints.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

export type PrintRule = { readonly recallDays: number; readonly rowVersion: number };

export async function printRule(ctx: Ctx, unitId: string): Promise<PrintRule> {
	const row = await ctx.db.printRule.findUnique({ where: { unitId }, select: { recallDays: true, rowVersion: true } });
	return row ?? { recallDays: defaultRecallDays, rowVersion: 0 };
}

/** What the settings of a unit show. */
export async function printSettings(ctx: Ctx, unitId: string): Promise<PrintRule> {
	return isUuid(unitId) ? printRule(ctx, unitId) : { recallDays: defaultRecallDays, rowVersion: 0 };
}

/** How many days holders in a unit have for handing a recalled print back. */
export async function recallDays(ctx: Ctx, unitId: string): Promise<number> {
	return (await printRule(ctx, unitId)).recallDays;
}

/**
 * Sets the days for recalls to come; who was asked already keeps the day that was said. Recorded as `unit.set_prints`.
 * @throws Forbidden; Conflict `stale`
 */
export function setPrintRule(ctx: Ctx, input: PrintRule & { unitId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId, recallDays } = input;
		const role = authorize(ctx, 'unit.settings', { unitId });
		const before = await printRule(ctx, unitId);
		const { count } =
			input.rowVersion === 0
				? await ctx.db.printRule.createMany({ data: [{ unitId, recallDays }], skipDuplicates: true })
				: await ctx.db.printRule.updateMany({
						where: { unitId, rowVersion: input.rowVersion },
						data: { recallDays, rowVersion: input.rowVersion + 1 }
					});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'unit.set_prints',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role,
			before: { recallDays: before.recallDays },
			after: { recallDays }
		});
	});
}
