import type { RiskQuery } from '#lib/domain/reviews/risks/forms.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import * as m from '#lib/paraglide/messages.js';
import { whereOf } from './pages.ts';

export type ExportedRisks = { readonly bytes: Uint8Array; readonly fileName: string };

/** The register of a query as a spreadsheet, all rows of it, in the columns of domain.md §3.3. Noted in the access log. @throws Forbidden */
export async function exportRisks(ctx: Ctx, activeUnitId: string | null, query: RiskQuery): Promise<ExportedRisks> {
	const unitId = (await unitBefore(ctx, query.unit))?.unitId ?? activeUnitId;
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'risk.read', { unitId });
	const day = today(ctx);
	const rows = await ctx.db.risk.findMany({
		where: whereOf(unitId, query, day),
		orderBy: [{ score: 'desc' }, { number: 'asc' }],
		include: {
			owner: { select: { fullName: true } },
			riskMeasureRisk: { where: { droppedAt: null }, orderBy: { dueOn: 'asc' }, include: { doer: { select: { fullName: true } } } },
			riskAssessmentRisk: { orderBy: { number: 'desc' }, take: 1 }
		}
	});
	logRead(ctx, { action: 'export', unitId, detail: 'risks xlsx' });
	const at = { locale: ctx.locale };
	const effective = (value: boolean | null | undefined) =>
		value === null || value === undefined ? '' : value ? m.risks_effective_yes({}, at) : m.risks_effective_no({}, at);
	const columns: SheetColumn<(typeof rows)[number]>[] = [
		{ header: m.risks_number({}, at), value: (row) => row.number, width: 14 },
		{
			header: m.risks_kind({}, at),
			value: (row) => (row.kind === 'risk' ? m.risks_kind_risk({}, at) : m.risks_kind_opportunity({}, at)),
			width: 12
		},
		{ header: m.risks_activity({}, at), value: (row) => row.activity, width: 28 },
		{ header: m.risks_context({}, at), value: (row) => row.context, width: 28 },
		{ header: m.risks_statement({}, at), value: (row) => row.statement, width: 40 },
		{ header: m.risks_cause({}, at), value: (row) => row.cause, width: 30 },
		{ header: m.risks_consequence({}, at), value: (row) => row.consequence, width: 30 },
		{ header: m.risks_likelihood({}, at), value: (row) => row.likelihood, width: 10 },
		{ header: m.risks_impact({}, at), value: (row) => row.impact, width: 10 },
		{ header: m.risks_score({}, at), value: (row) => row.score, width: 8 },
		{ header: m.risks_level({}, at), value: (row) => row.level, width: 14 },
		{ header: m.risks_controls({}, at), value: (row) => row.controls, width: 30 },
		{
			header: m.risks_measures({}, at),
			value: (row) => row.riskMeasureRisk.map(({ what, doer }) => `${what} (${doer.fullName})`).join('; '),
			width: 40
		},
		{ header: m.risks_owner({}, at), value: (row) => row.owner.fullName, width: 22 },
		{ header: m.risks_review_on({}, at), value: (row) => row.reviewOn, width: 14 },
		{ header: m.risks_effective({}, at), value: (row) => effective(row.riskAssessmentRisk[0]?.effective), width: 14 },
		{ header: m.risks_closed({}, at), value: (row) => row.closedReason ?? '', width: 24 }
	];
	return { bytes: await writeSheet(rows, columns, m.risks_title({}, at)), fileName: `${m.risks_file_name({}, at)} ${day}.xlsx` };
}
