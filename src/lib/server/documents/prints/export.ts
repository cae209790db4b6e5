import type { PrintQuery } from '#lib/domain/documents/print-forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { exactTime, exportLimits, onlyGiven, sheetType, type Exported } from '#lib/server/audit-trail/export.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { DomainError, Forbidden } from '#lib/server/platform/errors.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { wordsOf } from '#lib/words.ts';
import { headsOf } from '../eligibility.ts';
import { printLines, type PrintLine } from './queries.ts';

/**
 * The unit's book of distribution (domain.md §2.6) as a spreadsheet: which number of what is where, and what became of it. It names people,
 * so that leaving the system is an act (states.md §13): recorded as `numbered_print.export`, heads told.
 * @throws Forbidden; DomainError `export_too_large`
 */
export async function exportPrints(ctx: Ctx, unitId: string | null, query: PrintQuery): Promise<Exported> {
	if (!unitId) throw new Forbidden();
	const role = authorize(ctx, 'print.read', { unitId });
	const limit = exportLimits.xlsx;
	const lines = await printLines(ctx, unitId, query, limit);
	if (lines.length > limit) throw new DomainError('export_too_large', 422, { limit });
	await transaction(ctx, async (ctx) => {
		const { q, state, holder, division } = query;
		await record(ctx, {
			event: 'numbered_print.export',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role,
			after: { format: 'xlsx', rows: lines.length, ...onlyGiven({ q, state, holder, division }) }
		});
		await notify(ctx, {
			to: await headsOf(ctx, unitId),
			kind: 'export_made',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			params: {
				who: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
				what: inEachLanguage((locale) => m.copies_export_what({ rows: formatNumber(lines.length, { locale }) }, { locale }))
			}
		});
	});
	const fileName = `${m.copies_export_file({ day: today(ctx) }, { locale: ctx.locale })}.xlsx`;
	return { fileName, contentType: sheetType, bytes: await writeSheet(lines, columns(ctx.locale)) };
}

function columns(locale: Locale): SheetColumn<PrintLine>[] {
	const at = { locale };
	const date = (day: string | null) => (day === null ? null : toDbDate(day));
	return [
		{ header: m.copies_column_code({}, at), value: (line) => line.code, width: 14 },
		{ header: m.copies_column_title({}, at), value: (line) => line.title, width: 46 },
		{ header: m.copies_column_numbers({}, at), value: (line) => line.numbers, width: 12 },
		{ header: m.copies_column_number({}, at), value: (line) => line.number, width: 10 },
		{ header: m.copies_column_place({}, at), value: (line) => line.place, width: 34 },
		{ header: m.copies_column_holder({}, at), value: (line) => line.holder, width: 28 },
		{ header: m.copies_column_issued({}, at), value: (line) => exactTime(line.issuedAt), width: 20 },
		{ header: m.copies_column_received({}, at), value: (line) => (line.receivedAt ? exactTime(line.receivedAt) : null), width: 20 },
		{ header: m.copies_column_state({}, at), value: (line) => wordsOf(`copies_state_${line.shown}`, {}, locale) ?? line.shown, width: 20 },
		{ header: m.copies_column_from({}, at), value: (line) => date(line.recallFrom), width: 14 },
		{ header: m.copies_column_due({}, at), value: (line) => date(line.recallDueOn), width: 14 },
		{ header: m.copies_column_closed({}, at), value: (line) => date(line.closedOn), width: 14 }
	];
}
