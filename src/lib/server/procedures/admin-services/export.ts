import type { CoverageQuery, CoverageState } from '#lib/domain/procedures/admin-services/coverage.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitCoverage, type CoverageLine } from './unit-coverage.ts';

const stateWords: Record<CoverageState, typeof m.services_state_missing> = {
	in_force: m.services_state_in_force,
	draft_only: m.services_state_draft_only,
	missing: m.services_state_missing,
	out_of_date: m.services_state_out_of_date,
	undecided: m.services_state_undecided,
	not_handled: m.services_state_not_handled
};

/** The coverage of a unit as the page shows it, as a spreadsheet in the reader's language. Noted in the access log. @throws as `unitCoverage` */
export async function exportCoverage(
	ctx: Ctx,
	unitId: string,
	query: CoverageQuery
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const coverage = await unitCoverage(ctx, unitId, query);
	const at = { locale: ctx.locale };
	const day = today(ctx);
	logRead(ctx, { action: 'export', unitId, detail: `admin-services xlsx ${day}` });
	const units = { working_days: m.services_limit_working_days({}, at), working_hours: m.services_limit_working_hours({}, at) };
	const columns: SheetColumn<CoverageLine>[] = [
		{ header: m.services_code({}, at), value: (line) => line.code, width: 22 },
		{ header: m.services_name({}, at), value: (line) => line.name, width: 60 },
		{ header: m.services_field({}, at), value: (line) => line.field, width: 24 },
		{ header: m.services_decision_number({}, at), value: (line) => line.published.decisionNumber, width: 20 },
		{ header: m.services_decision_date({}, at), value: (line) => toDbDate(line.published.decisionDate), width: 14 },
		{ header: m.services_limit_value({}, at), value: (line) => line.published.limit?.value, width: 10 },
		{ header: m.services_limit_unit({}, at), value: (line) => line.published.limit && units[line.published.limit.unit], width: 16 },
		{ header: m.services_limit_note({}, at), value: (line) => line.published.limitNote, width: 30 },
		{ header: m.services_state({}, at), value: (line) => stateWords[line.state]({}, at), width: 24 },
		{
			header: m.services_procedures({}, at),
			value: (line) => line.procedures.map(({ code, title }) => `${code} ${title}`).join('; '),
			width: 40
		},
		{ header: m.services_reason({}, at), value: (line) => line.reason, width: 30 }
	];
	const name = m.services_export_file({ where: coverage.unit.code, day }, at);
	const bytes = await writeSheet(coverage.lines, columns, m.services_title({}, at));
	return { bytes, fileName: `${name}.xlsx`, contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
}
