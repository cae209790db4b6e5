import type { Cell } from '#lib/domain/procedures/models/matrix.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { wordsOf } from '#lib/words.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import type { Ctx, Locale } from '#lib/server/platform/context.ts';
import { adoptionMatrix, type Matrix, type MatrixQuery } from './matrix.ts';

const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The matrix as a spreadsheet: a row per unit, a column per model, every cell in words. Noted in the access log. @throws Forbidden */
export async function exportMatrix(ctx: Ctx, query: MatrixQuery): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const matrix = await adoptionMatrix(ctx, query);
	const at = { locale: ctx.locale };
	logRead(ctx, { action: 'export', unitId: null, detail: `models adoption ${matrix.today}` });
	const columns: SheetColumn<Matrix['rows'][number]>[] = [
		{ header: m.models_code({}, at), value: (row) => row.unit.code, width: 12 },
		{ header: m.models_matrix_unit({}, at), value: (row) => row.unit.name, width: 32 },
		{ header: m.models_kind({}, at), value: (row) => row.unit.kindName, width: 18 },
		...matrix.columns.map(({ model, newest }, index) => ({
			header: `${model.code} ${model.title}${newest ? ` (${shortNumbers(newest)})` : ''}`,
			value: (row: Matrix['rows'][number]) => cellWords(row.cells[index], ctx.locale),
			width: 24
		})),
		{ header: m.models_matrix_done({}, at), value: (row) => `${row.done}/${row.of}`, width: 10 },
		{ header: m.models_matrix_late({}, at), value: (row) => row.late, width: 10 }
	];
	const bytes = await writeSheet(matrix.rows, columns, m.models_matrix_sheet({}, at));
	return { bytes, fileName: `${m.models_matrix_file({ day: matrix.today }, at)}.xlsx`, contentType };
}

function cellWords(cell: Cell | undefined, locale: Locale): string {
	if (!cell) return '';
	if (!cell.behind) {
		const word = wordsOf(`models_state_${cell.state}`, {}, locale) ?? cell.state;
		return cell.reason === null ? word : `${word}: ${cell.reason}`;
	}
	const since = m.models_behind_since({ count: String(cell.behind.by), day: formatDay(cell.behind.since) }, { locale });
	return `${since} · ${m.models_behind_due({ day: formatDay(cell.behind.due) }, { locale })}`;
}
