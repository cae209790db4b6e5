import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { scoreTable, type ScoreRow } from './pages.ts';

/** The table of the same address as a spreadsheet: a row per unit, a column per criterion. Noted in the access log. @throws as `scoreTable` */
export async function exportScores(
	ctx: Ctx,
	params: URLSearchParams
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const { set, rows, asOf } = await scoreTable(ctx, params, { all: true });
	if (!set) throw new NotFound();
	const at = { locale: ctx.locale };
	logRead(ctx, { action: 'export', unitId: null, detail: `scores ${set.id} ${asOf}` });
	const columns: SheetColumn<ScoreRow>[] = [
		{ header: m.scores_unit_code({}, at), value: ({ code }) => code, width: 14 },
		{ header: m.scores_unit({}, at), value: ({ name }) => name, width: 40 },
		{ header: m.scores_total_of({ max: set.max }, at), value: ({ points }) => points, width: 12 },
		...set.criteria.map(({ code, max }, index) => ({
			header: `${code} (${max})`,
			value: ({ lines }: ScoreRow) => lines[index]?.points,
			width: 12
		}))
	];
	const bytes = await writeSheet(rows, columns, m.scores_title({}, at), {
		sheet: m.scores_about({}, at),
		lines: [
			[m.scores_set({}, at), `${set.title} ${set.year}`],
			...(set.isSample ? ([[m.scores_sample({}, at), m.scores_sample_text({}, at)]] as const) : []),
			[m.scores_as_of({}, at), formatDay(asOf)],
			...set.criteria.map(({ code, text, max }) => [`${code} (${max})`, text] as const)
		]
	});
	return {
		bytes,
		fileName: `${m.scores_export_file({ year: set.year, day: asOf }, at)}.xlsx`,
		contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
	};
}
