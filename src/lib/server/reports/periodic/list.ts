import { may } from '#lib/domain/permissions/decide.ts';
import type { ReportPeriod } from '#lib/domain/reports/periodic.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { provinceReports, reportsOfUnit, type ProvinceReports, type ReportQuery, type ReportsOfUnit } from './pages.ts';

export type ReportsPage = { readonly own: ReportsOfUnit | null; readonly province: ProvinceReports | null };

/** The own unit's reports where one works in a unit, else those of the province. @throws Forbidden, Unauthenticated */
export async function reportsPage(
	ctx: Ctx,
	activeUnitId: string | null,
	period: ReportPeriod | null,
	query: ReportQuery
): Promise<ReportsPage> {
	if (activeUnitId !== null && may(ctx.actor, 'report.read', { unitId: activeUnitId }))
		return { own: await reportsOfUnit(ctx, activeUnitId), province: null };
	return { own: null, province: await provinceReports(ctx, period, query) };
}
