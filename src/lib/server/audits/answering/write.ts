import type { Answer, AnswerEdit } from '#lib/domain/audits/answers.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { linkedProcedures } from '../procedures-in-force.ts';
import type { QuestionRow } from './lines.ts';
import type { Sheet } from './sheet.ts';

/** An answer that takes the place of what stood. */
export type NewStanding = { readonly rowId: string; readonly version: number; readonly answer: Answer };

/** A saying as it is kept: what was sent, and what became of it. */
export type KeptEdit = {
	readonly edit: Omit<AnswerEdit, 'after' | 'questionId'>;
	readonly rowId: string;
	readonly outcome: 'applied' | 'conflict' | 'dropped';
	readonly standing: { readonly version: number; readonly answer: Answer } | null;
};

/**
 * Puts answers in their rows, with what was in force of the linked procedures at that time (states.md A5). One statement, and one more for
 * each further version of one question: the database lets versions follow one by one.
 */
export async function writeAnswers(
	ctx: Ctx,
	sheet: Sheet,
	questions: ReadonlyMap<string, QuestionRow>,
	news: readonly NewStanding[]
): Promise<void> {
	if (news.length === 0) return;
	const inForce = sheet.side === 'self' ? null : await proceduresInForce(ctx, sheet, questions, news);
	const [by, at] = [requireUser(ctx), ctx.clock.now()];
	for (const round of rounds(news)) {
		const rows = round.map(({ rowId, version, answer }) => ({ id: rowId, version, ...answer, in_force: inForce?.get(rowId) ?? null }));
		const list = JSON.stringify(rows);
		if (sheet.kind === 'internal')
			await ctx.db.$executeRaw`
				update audit_question q set result = x.result::audit_result, evidence = x.evidence, note = x.note, answer_version = x.version,
					answered_by_id = ${by}::uuid, answered_at = ${at}::timestamptz, in_force = x.in_force
				from jsonb_to_recordset(${list}::jsonb) as x(id uuid, version int, result text, evidence text, note text, in_force jsonb) where q.id = x.id`;
		else if (sheet.kind === 'inspection')
			await ctx.db.$executeRaw`
				update inspection_answer a set result = x.result::inspection_result, points = x.points, evidence = x.evidence, remark = x.note,
					answer_version = x.version, answered_by_id = ${by}::uuid, answered_at = ${at}::timestamptz, in_force = x.in_force
				from jsonb_to_recordset(${list}::jsonb) as x(id uuid, version int, result text, points float8, evidence text, note text, in_force jsonb)
				where a.id = x.id`;
		else
			await ctx.db.$executeRaw`
				update inspection_answer a set self_result = x.result::self_result, self_text = x.note, self_version = x.version,
					self_by_id = ${by}::uuid, self_at = ${at}::timestamptz
				from jsonb_to_recordset(${list}::jsonb) as x(id uuid, version int, result text, note text) where a.id = x.id`;
	}
}

/** The first new version of each question, then the second of each, and so on. */
function rounds(news: readonly NewStanding[]): NewStanding[][] {
	const list: NewStanding[][] = [];
	for (const ofOne of Map.groupBy(news, ({ rowId }) => rowId).values()) {
		for (const [i, one] of [...ofOne].sort((a, b) => a.version - b.version).entries()) (list[i] ??= []).push(one);
	}
	return list;
}

/** By question: `[{documentId, code, versionId, label}]` of the day, codes and numbers alone. */
async function proceduresInForce(
	ctx: Ctx,
	sheet: Sheet,
	questions: ReadonlyMap<string, QuestionRow>,
	news: readonly NewStanding[]
): Promise<Map<string, Prisma.InputJsonArray>> {
	const answered = news.flatMap(({ rowId }) => questions.get(rowId) ?? []);
	const procedures = await linkedProcedures(
		ctx,
		sheet.unitId,
		answered.flatMap(({ documentIds }) => documentIds),
		today(ctx)
	);
	return new Map(
		answered.map(({ id, documentIds }) => [
			id,
			procedures
				.filter(({ sourceId }) => documentIds.includes(sourceId))
				.map(({ documentId, code, versionId, label }) => ({ documentId, code, versionId, label }))
		])
	);
}

/** Every saying is kept as it was sent, under the id that the device gave it. One statement. */
export async function keepEdits(ctx: Ctx, sheet: Sheet, kept: readonly KeptEdit[]): Promise<void> {
	if (kept.length === 0) return;
	const [by, at] = [requireUser(ctx), ctx.clock.now()];
	await ctx.db.answerEdit.createMany({
		data: kept.map(({ edit, rowId, outcome, standing }) => ({
			id: edit.id,
			...(sheet.kind === 'internal' ? { questionId: rowId } : { inspectionAnswerId: rowId }),
			side: sheet.side,
			baseVersion: edit.baseVersion,
			version: standing?.version ?? null,
			answer: { ...edit.answer },
			...(standing ? { standing: { ...standing.answer } } : {}),
			byId: by,
			madeAt: new Date(edit.madeAt),
			at,
			outcome,
			...(outcome === 'dropped' ? { settledById: by, settledAt: at } : {})
		}))
	});
}

/** Takes conflicts away that were settled: dropped, or with the version that they became. */
export async function settleEdits(ctx: Ctx, ids: readonly string[], became: { version: number; answer: Answer } | null): Promise<void> {
	if (ids.length === 0) return;
	await ctx.db.answerEdit.updateMany({
		where: { id: { in: [...ids] }, outcome: 'conflict' },
		data: {
			outcome: became ? 'settled' : 'dropped',
			...(became ? { version: became.version, standing: { ...became.answer } } : {}),
			settledById: requireUser(ctx),
			settledAt: ctx.clock.now()
		}
	});
}
