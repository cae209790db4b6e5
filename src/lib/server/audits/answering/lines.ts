import { answerFromJson, cleanAnswer, isResultOf, type Answer, type Result, type SheetKind } from '#lib/domain/audits/answers.ts';
import type { AnswerLine, EditOutcome } from '#lib/domain/audits/answer-line.ts';
import { blankAnswer } from '#lib/domain/audits/answers.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Sheet } from './sheet.ts';

/** A question of a sheet as it stands, with what its answer is weighed by. `id`: the row that the answer is in. */
export type QuestionRow = {
	readonly id: string;
	readonly areaId: string | null;
	readonly weight: number;
	readonly documentIds: readonly string[];
	readonly version: number;
	readonly answer: Answer;
};

/** The edits of a question that matter: those that are asked for by id, those in conflict, and what stood at some versions. */
export type EditRow = {
	readonly id: string;
	readonly rowId: string;
	readonly byId: string;
	readonly baseVersion: number;
	readonly version: number | null;
	readonly answer: Answer;
	readonly standing: Answer | null;
	readonly outcome: 'applied' | 'conflict' | 'settled' | 'dropped';
};

/** The questions, held for writing, in the order of their ids so that two senders never wait for each other in a ring. Of another sheet: none. */
export async function holdQuestions(ctx: Ctx, sheet: Sheet, ids: readonly string[]): Promise<Map<string, QuestionRow>> {
	const wanted = [...new Set(ids)];
	const rows =
		sheet.kind === 'internal'
			? await ctx.db.$queryRaw<AuditRow[]>`
				select id, area_id as "areaId", weight, document_ids as "documentIds", answer_version as version, result::text, evidence, note, null::float8 as points
				from audit_question where audit_id = ${sheet.id}::uuid and id = any(${wanted}::uuid[]) order by id for update`
			: await ctx.db.$queryRaw<AuditRow[]>`
				select a.id, null::uuid as "areaId", q.weight,
					array(select l.document_id from checklist_question_link l where l.question_id = q.id) as "documentIds",
					case when ${sheet.side === 'self'} then a.self_version else a.answer_version end as version,
					case when ${sheet.side === 'self'} then a.self_result::text else a.result::text end as result,
					case when ${sheet.side === 'self'} then '' else a.evidence end as evidence,
					case when ${sheet.side === 'self'} then a.self_text else a.remark end as note,
					case when ${sheet.side === 'self'} then null else a.points end as points
				from inspection_answer a join checklist_question q on q.id = a.question_id
				where a.inspection_id = ${sheet.id}::uuid and a.id = any(${wanted}::uuid[]) order by a.id for update of a`;
	return new Map(
		rows.map(({ id, areaId, weight, documentIds, version, ...row }) => [
			id,
			{ id, areaId, weight, documentIds, version, answer: standingAnswer(sheet.kind, row, weight) }
		])
	);
}

type AuditRow = {
	id: string;
	areaId: string | null;
	weight: number;
	documentIds: string[];
	version: number;
	result: string;
	evidence: string;
	note: string;
	points: number | null;
};

/** An answer out of the columns of its row. */
export function standingAnswer(
	kind: SheetKind,
	row: { result: string; points: number | null; evidence: string; note: string },
	weight: number
): Answer {
	const result: Result = isResultOf(kind, row.result) ? row.result : 'unanswered';
	return cleanAnswer(kind, { result, points: row.points, evidence: row.evidence, note: row.note }, weight);
}

/** One query for all of a sending: edits with these ids, conflicts of these questions, and what stood at the versions that are named. */
export async function editsOf(
	ctx: Ctx,
	sheet: Sheet,
	asked: { readonly rowIds: readonly string[]; readonly editIds: readonly string[]; readonly versions: readonly number[] }
): Promise<EditRow[]> {
	const rowIds = [...new Set(asked.rowIds)];
	const ofRows = sheet.kind === 'internal' ? { questionId: { in: rowIds } } : { inspectionAnswerId: { in: rowIds } };
	const rows = await ctx.db.answerEdit.findMany({
		where: {
			OR: [
				{ id: { in: [...new Set(asked.editIds)] } },
				{ ...ofRows, side: sheet.side, OR: [{ outcome: 'conflict' }, { version: { in: [...new Set(asked.versions)] } }] }
			]
		},
		orderBy: [{ at: 'asc' }, { id: 'asc' }],
		select: {
			id: true,
			questionId: true,
			inspectionAnswerId: true,
			side: true,
			byId: true,
			baseVersion: true,
			version: true,
			answer: true,
			standing: true,
			outcome: true
		}
	});
	return rows.map(({ questionId, inspectionAnswerId, side, answer, standing, ...row }) => ({
		...row,
		// An id that was used elsewhere belongs to no question of this sheet.
		rowId: side === sheet.side ? ((sheet.kind === 'internal' ? questionId : inspectionAnswerId) ?? '') : '',
		answer: answerFromJson(answer),
		standing: standing === null ? null : answerFromJson(standing)
	}));
}

/** What is known of one question, as the merge wants it. */
export function lineOf(question: QuestionRow, edits: readonly EditRow[]): AnswerLine {
	const own = edits.filter(({ rowId }) => rowId === question.id);
	return {
		version: question.version,
		answer: question.answer,
		stood: new Map([
			[0, blankAnswer],
			...own.flatMap(({ version, standing }): [number, Answer][] => (version !== null && standing ? [[version, standing]] : [])),
			[question.version, question.answer]
		]),
		beside: own.filter(({ outcome }) => outcome === 'conflict').map(({ id, baseVersion, answer }) => ({ id, baseVersion, answer })),
		taken: new Map(own.map((row): [string, EditOutcome] => [row.id, outcomeOf(row)]))
	};
}

function outcomeOf(row: EditRow): EditOutcome {
	if (row.version !== null && row.standing) return { outcome: 'applied', version: row.version, answer: row.standing, merged: false };
	return { outcome: row.outcome === 'conflict' ? 'conflict' : 'dropped' };
}
