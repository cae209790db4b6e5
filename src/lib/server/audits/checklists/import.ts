import { questionLimit } from '#lib/domain/audits/checklists/forms.ts';
import { readQuestionRows, type QuestionFault, type QuestionRow } from '#lib/domain/audits/checklists/import-rows.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { authorizeManage, clausesOf, documentsByCode, linkableDocuments, lockDraft, mayManage, touchDraft } from './facts.ts';
import { renumber } from './questions.ts';
import { questionsOf } from './published.ts';

export type ImportQuestions = {
	checklistId: string;
	/** Lines of a table whose first one names the columns. */
	rows: readonly TableRow[];
	fileName: string;
	/** `replace`: the draft becomes what the table says; `add`: its rows come behind what is there. */
	how: 'replace' | 'add';
	rowVersion?: number;
};
export type ImportedQuestions = {
	readonly committed: boolean;
	/** By line; nothing is written while there is one. */
	readonly faults: readonly QuestionFault[];
	readonly added: number;
	/** Questions that were there before and stayed, with their keys. */
	readonly kept: number;
	readonly removed: number;
};

/** Refuses before a file is read who writes neither the lists of their unit nor the province's. @throws Forbidden, Unauthenticated */
export function authorizeImport(ctx: Ctx, activeUnitId: string | null): void {
	if (!mayManage(ctx, null)) authorizeManage(ctx, activeUnitId);
}

/**
 * Brings a table into the draft: all of it or, with any fault, nothing. With `replace` a question is known by its key (our own export has
 * them) or its text, and keeps its key; what the table does not name leaves the draft. Recorded as `checklist.import` with what came in.
 * @throws NotFound; Forbidden; Conflict `checklist_no_draft`, `stale`, `checklist_full`
 */
export function importQuestions(ctx: Ctx, input: ImportQuestions): Promise<ImportedQuestions> {
	return transaction(ctx, async (ctx) => {
		const draft = await lockDraft(ctx, input.checklistId, input.rowVersion);
		const { checklist, version } = draft;
		const clauses = new Set((await clausesOf(ctx, checklist.standardCode)).map(({ number }) => number));
		const documents = documentsByCode(await linkableDocuments(ctx, checklist.unitId));
		const { rows, faults } = readQuestionRows(input.rows, { clauses, documents });
		if (faults.length > 0) return { committed: false, faults, added: 0, kept: 0, removed: 0 };
		const before = await questionsOf(ctx, version.id);
		const taken = input.how === 'replace' ? matched(rows, before) : new Map<QuestionRow, (typeof before)[number]>();
		const stays = new Set([...taken.values()].map(({ id }) => id));
		const leaving = input.how === 'replace' ? before.filter(({ id }) => !stays.has(id)) : [];
		if (rows.length + (input.how === 'add' ? before.length : 0) > questionLimit)
			throw new Conflict('checklist_full', { limit: questionLimit });
		const keys = new Set(before.map(({ key }) => key));
		await ctx.db.checklistQuestionLink.deleteMany({
			where: { questionId: { in: input.how === 'replace' ? before.map(({ id }) => id) : [] } }
		});
		await ctx.db.checklistQuestion.deleteMany({ where: { id: { in: leaving.map(({ id }) => id) } } });
		const written = rows.map((row) => {
			const known = taken.get(row);
			// A key of a list that is added twice would be the same question twice.
			const key = known?.key ?? (row.key !== null && !keys.has(row.key) ? row.key : crypto.randomUUID());
			return { id: known?.id ?? crypto.randomUUID(), isNew: !known, key, row };
		});
		await ctx.db.checklistQuestion.createMany({
			data: written
				.filter(({ isNew }) => isNew)
				.map(({ id, key, row }) => ({ id, key, versionId: version.id, position: 0, ...textOf(row) }))
		});
		for (const { id, isNew, row } of written) if (!isNew) await ctx.db.checklistQuestion.update({ where: { id }, data: textOf(row) });
		await ctx.db.checklistQuestionLink.createMany({
			data: written.flatMap(({ id, row }) => row.documentIds.map((documentId) => ({ questionId: id, documentId })))
		});
		await renumber(ctx, [...(input.how === 'add' ? before.map(({ id }) => id) : []), ...written.map(({ id }) => id)]);
		await touchDraft(ctx, version);
		const added = written.filter(({ isNew }) => isNew).length;
		await record(ctx, {
			event: 'checklist.import',
			subjectType: 'checklist',
			subjectId: checklist.id,
			unitId: checklist.unitId,
			role: draft.role,
			before: { removed: leaving.map(({ text }) => text) },
			after: { fileName: input.fileName, added, kept: stays.size, questions: written.map(({ row }) => row.text) }
		});
		return { committed: true, faults: [], added, kept: stays.size, removed: leaving.length };
	});
}

/** The question of the draft that each row is: by key, else by the very text. */
function matched<Question extends { key: string; text: string }>(
	rows: readonly QuestionRow[],
	before: readonly Question[]
): Map<QuestionRow, Question> {
	const found = new Map<QuestionRow, Question>();
	const free = new Set(before);
	const take = (row: QuestionRow, question: Question | undefined) => {
		if (!question || !free.has(question)) return;
		free.delete(question);
		found.set(row, question);
	};
	for (const row of rows)
		if (row.key !== null)
			take(
				row,
				before.find(({ key }) => key === row.key)
			);
	for (const row of rows)
		if (!found.has(row) && row.key === null)
			take(
				row,
				before.find((question) => free.has(question) && question.text === row.text)
			);
	return found;
}

function textOf({ section, text, clause, evidence, guidance, weight }: QuestionRow) {
	return { section, text, clause, evidence, guidance, weight };
}
