import { takeOnColumns, type TakeOnColumn } from '#lib/domain/documents/take-on.ts';
import * as m from '#lib/paraglide/messages.js';
import { contentTypes } from '#lib/server/files/rules.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

const words: Record<TakeOnColumn, readonly [header: typeof m.take_on_column_code, help: typeof m.take_on_help_code]> = {
	code: [m.take_on_column_code, m.take_on_help_code],
	kind: [m.take_on_column_kind, m.take_on_help_kind],
	class: [m.take_on_column_class, m.take_on_help_class],
	title: [m.take_on_column_title, m.take_on_help_title],
	numbers: [m.take_on_column_numbers, m.take_on_help_numbers],
	decisionNumber: [m.take_on_column_decision_number, m.take_on_help_decision_number],
	decisionDate: [m.take_on_column_decision_date, m.take_on_help_decision_date],
	effectiveFrom: [m.take_on_column_effective_from, m.take_on_help_effective_from],
	lastDay: [m.take_on_column_last_day, m.take_on_help_last_day],
	file: [m.take_on_column_file, m.take_on_help_file],
	source: [m.take_on_column_source, m.take_on_help_source]
};

/** An empty table to fill in, with a second sheet that says what each column takes, in the reader's language. @throws NotFound without a unit; Forbidden */
export async function takeOnTemplate(
	ctx: Ctx,
	unitId: string | null
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	if (!unitId) throw new NotFound();
	authorize(ctx, 'take_on.keep', { unitId });
	const at = { locale: ctx.locale };
	const table = takeOnColumns.map((column) => ({
		header: words[column][0]({}, at),
		value: () => null,
		width: column === 'title' ? 60 : 22
	}));
	const lines = takeOnColumns.map((column) => [words[column][0]({}, at), words[column][1]({}, at)] as const);
	const bytes = await writeSheet([], table, m.take_on_sheet({}, at), { sheet: m.take_on_guide({}, at), lines });
	return { bytes, fileName: `${m.take_on_template_file({}, at)}.xlsx`, contentType: contentTypes.xlsx };
}
