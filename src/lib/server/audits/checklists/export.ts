import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { loadChecklist } from './facts.ts';
import { questionsOf, type ChecklistQuestion } from './published.ts';

const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * A version as a spreadsheet that can be brought in again: the keys are in it, so that questions stay the same ones. Noted in the access
 * log. @param number of the version; null: the newest published one, else the draft @throws NotFound
 */
export async function exportChecklist(
	ctx: Ctx,
	id: string,
	number: string | null
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const checklist = await loadChecklist(ctx, id);
	const version =
		number === null ? (checklist.published ?? checklist.draft) : checklist.versions.find((one) => String(one.number) === number);
	if (!version) throw new NotFound();
	const questions = await questionsOf(ctx, version.id);
	const documents = await ctx.db.document.findMany({
		where: { id: { in: questions.flatMap(({ documentIds }) => documentIds) } },
		select: { id: true, code: true }
	});
	const codes = new Map(documents.map(({ id, code }) => [id, code]));
	const at = { locale: ctx.locale };
	logRead(ctx, { action: 'export', unitId: checklist.unitId, detail: `checklist ${id} ${version.number}` });
	const columns: SheetColumn<ChecklistQuestion>[] = [
		{ header: m.checklists_column_section({}, at), value: ({ section }) => section, width: 30 },
		{ header: m.checklists_column_text({}, at), value: ({ text }) => text, width: 70 },
		{ header: m.checklists_column_clause({}, at), value: ({ clause }) => clause, width: 12 },
		{ header: m.checklists_column_evidence({}, at), value: ({ evidence }) => evidence, width: 50 },
		{ header: m.checklists_column_guidance({}, at), value: ({ guidance }) => guidance, width: 50 },
		{ header: m.checklists_column_weight({}, at), value: ({ weight }) => weight, width: 8 },
		{
			header: m.checklists_column_procedures({}, at),
			value: ({ documentIds }) => documentIds.flatMap((id) => codes.get(id) ?? []).join('; '),
			width: 24
		},
		{ header: m.checklists_column_key({}, at), value: ({ key }) => key, width: 38 }
	];
	const bytes = await writeSheet(questions, columns, m.checklists_sheet({}, at));
	return {
		bytes,
		fileName: `${m.checklists_export_file({ title: checklist.title, number: version.number, day: today(ctx) }, at)}.xlsx`,
		contentType
	};
}
