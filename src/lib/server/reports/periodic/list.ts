import { may } from '#lib/domain/permissions/decide.ts';
import type { ReportPeriod } from '#lib/domain/reports/periodic.ts';
import { unitBefore, type EndedUnit } from '#lib/server/units/ended-units.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { reportsOfUnit, type ReportsOfUnit } from './pages.ts';
import { provinceReports, type ProvinceReports, type ReportQuery } from './province-list.ts';

export type ReportsPage = {
	readonly own: ReportsOfUnit | null;
	readonly province: ProvinceReports | null;
	readonly ended: EndedUnit | null;
};

/** Whose reports the list shows: those of the unit where one works, else the province's. */
export function reportingUnit(ctx: Ctx, activeUnitId: string | null): string | null {
	return activeUnitId !== null && may(ctx.actor, 'report.read', { unitId: activeUnitId }) ? activeUnitId : null;
}

/**
 * The own unit's reports where one works in a unit, else those of the province.
 * @param before a closed unit before their own, instead of it
 * @throws Forbidden, Unauthenticated
 */
export async function reportsPage(
	ctx: Ctx,
	activeUnitId: string | null,
	period: ReportPeriod | null,
	query: ReportQuery,
	before: string | null = null
): Promise<ReportsPage> {
	const ended = await unitBefore(ctx, before);
	const unitId = ended?.unitId ?? reportingUnit(ctx, activeUnitId);
	if (unitId !== null) return { own: await reportsOfUnit(ctx, unitId), province: null, ended };
	return { own: null, province: await provinceReports(ctx, period, query), ended };
}
