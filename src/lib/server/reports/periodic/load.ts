import { readRemarks } from '#lib/domain/reports/periodic.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

export type LoadedReport = Awaited<ReturnType<typeof loadReport>>;

/**
 * What of a report is shown as it was sent: all of one that lies with the Department, and to whoever is not of the unit the last sending also
 * while the unit mends it; null: what is being written.
 */
export function sentIssue(report: LoadedReport) {
	const writes = report.state === 'draft' && (report.own || report.unitId === null);
	return writes ? null : (report.issues.at(-1) ?? null);
}

/** Number, day and remarks as sent, else as they are being written. */
export function shownWords(report: LoadedReport): Pick<LoadedReport, 'number' | 'reportDate' | 'remarks'> {
	const sent = sentIssue(report);
	if (!sent) return report;
	return { number: sent.number, reportDate: fromDbDate(sent.reportDate), remarks: readRemarks(sent.remarks) };
}

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
