import { readRemarks } from '#lib/domain/reports/periodic.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

export type LoadedReport = Awaited<ReturnType<typeof loadReport>>;

/**
 * A report for whoever may read it: officer and heads of the unit; once it was sent, the Department and officer and heads of the parent unit.
 * The province's own: the Department. @throws NotFound `report_not_found`
 */
export async function loadReport(ctx: Ctx, reportId: string) {
	const row = isUuid(reportId)
		? await ctx.db.periodicReport.findUnique({ where: { id: reportId }, include: { issues: { orderBy: { round: 'asc' } } } })
		: null;
	if (!row) throw new NotFound('report_not_found');
	const wasSent = row.issues.length > 0;
	const own = row.unitId !== null && decide(ctx.actor, 'report.read', { unitId: row.unitId }).allowed;
	const seen =
		own ||
		(row.unitId === null
			? decide(ctx.actor, 'report.read_province', {}).allowed
			: wasSent && decide(ctx.actor, 'report.read_sent', { unitId: row.unitId }).allowed);
	if (!seen) throw new NotFound('report_not_found');
	return {
		...row,
		own,
		dueOn: fromDbDate(row.dueOn),
		reportDate: row.reportDate ? fromDbDate(row.reportDate) : null,
		remarks: readRemarks(row.remarks)
	};
}
