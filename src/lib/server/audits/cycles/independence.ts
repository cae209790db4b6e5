import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

const key = 'inspections.independence_months';
const usual = 24;
const most = 120;

/** How long ago somebody must have left a unit to inspect it, in months, as the province has set it. */
export async function independenceMonths(ctx: Ctx): Promise<number> {
	const row = await ctx.db.setting.findUnique({ where: { key }, select: { value: true } });
	return typeof row?.value === 'number' ? row.value : usual;
}

/** Recorded as `setting.independence` in the province's chain. @throws Forbidden; Invalid for anything but 0 to 120 whole months */
export function setIndependenceMonths(ctx: Ctx, input: { months: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'cycle.manage');
		if (!Number.isInteger(input.months) || input.months < 0 || input.months > most) throw new Invalid({ months: 'invalid' });
		const before = await independenceMonths(ctx);
		if (before === input.months) return;
		const [value, updatedAt] = [input.months, ctx.clock.now()];
		await ctx.db.setting.upsert({ where: { key }, create: { key, value, updatedAt }, update: { value, updatedAt } });
		await record(ctx, {
			event: 'setting.independence',
			subjectType: 'setting',
			subjectId: key,
			unitId: null,
			role,
			before: { months: before },
			after: { months: input.months }
		});
	});
}
