import type { z } from 'zod';
import type { ReportRule, ruleForm } from '#lib/domain/reports/periodic.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

const usual = { halfYearDue: '06-30', yearDue: '12-31', soonDays: 14, rowVersion: 0 } as const;

/** By when reports are due; the usual days until the coordinator sets others (domain.md §1.5: end of June, end of December). */
export async function reportRule(ctx: Ctx): Promise<ReportRule & { readonly rowVersion: number }> {
	return (await ctx.db.reportRule.findUnique({ where: { id: 1 } })) ?? usual;
}

/** Sets the days for reports that are begun from now on. Recorded with both. @throws Forbidden, Conflict `stale` */
export function setReportRule(ctx: Ctx, { rowVersion, ...rule }: z.output<typeof ruleForm>): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'report.rule');
		const { rowVersion: now, ...before } = await reportRule(ctx);
		if (now !== rowVersion) throw new Conflict('stale', { rowVersion: now });
		const data = { ...rule, rowVersion: now + 1 };
		await ctx.db.reportRule.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
		const { halfYearDue, yearDue, soonDays } = before;
		await record(ctx, {
			event: 'report_rule.set',
			subjectType: 'setting',
			subjectId: 'report_rule',
			unitId: null,
			role,
			before: { halfYearDue, yearDue, soonDays },
			after: rule
		});
	});
}
