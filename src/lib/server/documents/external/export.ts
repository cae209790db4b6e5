import { addDays, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { ExternalState } from '#lib/domain/documents/external.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { printedDay, printedMoment } from '#lib/server/pdf/moment.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitOn } from '../unit-facts.ts';
import { externalLines, externalQuery, type ExternalLine } from './list.ts';

/**
 * The list of an address as a spreadsheet (Danh mục tài liệu bên ngoài, domain.md §2.6), in the reader's language. Reading, not an act: it
 * is noted in the access log.
 * @throws Forbidden
 */
export async function exportExternals(
	ctx: Ctx,
	params: URLSearchParams,
	activeUnitId: string | null
): Promise<{ bytes: Uint8Array; fileName: string }> {
	const at = { locale: ctx.locale };
	const unitId = params.get('list') === 'province' ? null : activeUnitId;
	const lines = await externalLines(ctx, externalQuery(params, unitId));
	const day = today(ctx);
	const unit = unitId === null ? null : await unitOn(ctx, unitId, day);
	logRead(ctx, { action: 'export', unitId, detail: `external-documents xlsx ${day}` });
	const where = unit ? `${unit.code} · ${unit.name}` : m.common_province({}, at);
	const bytes = await writeSheet(lines, columns(ctx), m.external_export_sheet({}, at), {
		sheet: m.external_export_about({}, at),
		lines: [
			[m.external_export_where({}, at), where],
			[m.external_export_day({}, at), printedDay(day)],
			[m.external_export_count({}, at), String(lines.length)],
			[m.external_export_at({}, at), printedMoment(ctx.clock.now())],
			[m.external_export_by({}, at), ctx.actor.kind === 'user' ? ctx.actor.fullName : '']
		]
	});
	return { bytes, fileName: `${m.external_export_file({ where: unit?.code ?? '', day }, at).replace(/\s+/g, ' ')}.xlsx` };
}

const stateWords: Record<ExternalState, typeof m.external_state_in_force> = {
	in_force: m.external_state_in_force,
	upcoming: m.external_state_upcoming,
	ending: m.external_state_ending,
	expired: m.external_state_expired,
	repealed: m.external_state_repealed
};

function columns(ctx: Ctx): SheetColumn<ExternalLine>[] {
	const at = { locale: ctx.locale };
	const date = (day: Day | null) => (day === null ? null : toDbDate(day));
	return [
		{ header: m.external_number({}, at), value: (line) => line.number, width: 22 },
		{ header: m.external_name({}, at), value: (line) => line.title, width: 60 },
		{ header: m.external_issuer({}, at), value: (line) => line.issuer, width: 26 },
		{ header: m.external_issued_on({}, at), value: (line) => date(line.issuedOn), width: 14 },
		{ header: m.external_in_force_from({}, at), value: (line) => date(line.inForceFrom), width: 14 },
		{ header: m.external_in_force_until({}, at), value: (line) => (line.endsOn ? date(addDays(line.endsOn, -1)) : null), width: 14 },
		{ header: m.external_received_on({}, at), value: (line) => date(line.receivedOn), width: 14 },
		{ header: m.external_applied_for({}, at), value: (line) => line.appliedFor, width: 40 },
		{ header: m.external_division({}, at), value: (line) => line.division, width: 26 },
		{ header: m.external_checked_on({}, at), value: (line) => date(line.checkedOn), width: 14 },
		{ header: m.external_checker({}, at), value: (line) => line.checker, width: 24 },
		{ header: m.external_checked_by({}, at), value: (line) => line.checkedBy, width: 24 },
		{ header: m.external_check_due_on({}, at), value: (line) => date(line.checkDueOn), width: 14 },
		{ header: m.external_state({}, at), value: (line) => stateWords[line.state]({}, at), width: 22 },
		{ header: m.external_repeal_replaced({}, at), value: (line) => line.replacedBy, width: 22 },
		{ header: m.external_cited_count({}, at), value: (line) => line.cited, width: 10 }
	];
}
