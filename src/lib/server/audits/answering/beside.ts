import { answerFromJson, isResultOf, type Answer, type SheetKind } from '#lib/domain/audits/answers.ts';
import type { LastAnswer, OpenAction, RaisedFinding, WaitingAnswer } from '#lib/domain/audits/sheet-page.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { visibleActions } from '#lib/server/corrective-actions/visible-actions.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Sheet } from './sheet.ts';

/** Answers that wait beside what stands, by question. One query. */
export async function conflictsOf(ctx: Ctx, sheet: Sheet, rowIds: readonly string[]): Promise<Map<string, WaitingAnswer[]>> {
	const of = sheet.kind === 'internal' ? { questionId: { in: [...rowIds] } } : { inspectionAnswerId: { in: [...rowIds] } };
	const rows = await ctx.db.answerEdit.findMany({
		where: { ...of, side: sheet.side, outcome: 'conflict' },
		orderBy: [{ at: 'asc' }, { id: 'asc' }],
		select: { id: true, questionId: true, inspectionAnswerId: true, madeAt: true, answer: true, by: { select: { fullName: true } } }
	});
	const named = rows.map((row) => ({
		rowId: row.questionId ?? row.inspectionAnswerId ?? '',
		waiting: { id: row.id, by: row.by.fullName, madeAt: row.madeAt.toISOString(), answer: answerFromJson(row.answer) }
	}));
	return new Map([...Map.groupBy(named, ({ rowId }) => rowId)].map(([id, list]) => [id, list.map(({ waiting }) => waiting)]));
}

/**
 * What was answered last time to the same question (by its key, before that in the same area), in the last closed audit or inspection of this
 * unit in which it was answered; to whoever sees only some areas, what was answered there; to who only helps a unit, nothing. One query.
 */
export async function lastAnswersOf(ctx: Ctx, sheet: Sheet): Promise<Map<string, LastAnswer>> {
	if (!sheet.seesBefore) return new Map();
	type Row = { id: string; result: string; text: string; number: string; on: Day };
	const seen = sheet.seenAreaIds === null ? Prisma.sql`true` : Prisma.sql`was.area_id = any(${[...sheet.seenAreaIds]}::uuid[])`;
	const rows =
		sheet.kind === 'internal'
			? await ctx.db.$queryRaw<Row[]>`
				select distinct on (q.id) q.id, was.result::text, concat_ws(' ', nullif(was.evidence, ''), nullif(was.note, '')) as text, a.number,
					((a.closed_at at time zone 'Asia/Ho_Chi_Minh')::date)::text as "on"
				from audit_question q
				join audit_question was on was.key = q.key and was.audit_id <> q.audit_id and was.result <> 'unanswered'
				join internal_audit a on a.id = was.audit_id and a.unit_id = ${sheet.unitId}::uuid and a.state = 'closed'
				where q.audit_id = ${sheet.id}::uuid and ${seen}
				order by q.id, (was.area_id is not distinct from q.area_id) desc, a.closed_at desc, was.id`
			: await ctx.db.$queryRaw<Row[]>`
				select distinct on (a.id) a.id, was.result::text, concat_ws(' ', nullif(was.evidence, ''), nullif(was.remark, '')) as text, c.number,
					((i.closed_at at time zone 'Asia/Ho_Chi_Minh')::date)::text as "on"
				from inspection_answer a join checklist_question q on q.id = a.question_id
				join checklist_question wq on wq.key = q.key
				join inspection_answer was on was.question_id = wq.id and was.inspection_id <> a.inspection_id and was.result <> 'unanswered'
				join inspection i on i.id = was.inspection_id and i.unit_id = ${sheet.unitId}::uuid and i.state = 'closed'
				join audit_cycle c on c.id = i.cycle_id
				where a.inspection_id = ${sheet.id}::uuid
				order by a.id, i.closed_at desc, was.id`;
	const kind: SheetKind = sheet.kind === 'internal' ? 'internal' : 'inspection';
	return new Map(rows.map(({ id, result, text, number, on }) => [id, { result: resultOr(kind, result), text, number, on }]));
}

function resultOr(kind: SheetKind, result: string): Answer['result'] {
	return isResultOf(kind, result) ? result : 'unanswered';
}

type OpenActionRow = Omit<OpenAction, 'href'> & {
	readonly id: string;
	readonly clause: string;
	readonly areaId: string | null;
	readonly source: string;
	readonly whole: boolean;
};

/**
 * Actions of the unit that are not closed, with their clause. A team sees what those of its areas, or of none, say; who is audited sees those of
 * the own areas alone. Texts of what the unit found itself stay inside it (design.md §8): who is here for the Department sees number, grade,
 * state and date of those. Who only helps a unit to answer sees those that open for them. A link goes only where it can be opened. One query.
 */
export async function openActionsOf(ctx: Ctx, sheet: Sheet): Promise<(OpenAction & { clause: string; areaId: string | null })[]> {
	const { whole } = visibleActions(ctx.actor);
	const rows = await ctx.db.$queryRaw<OpenActionRow[]>`
		select a.id, a.number, a.statement, a.grade::text as grade, a.state::text as state, a.due_on::text as "dueOn", a.clause,
			a.area_id as "areaId", a.source::text as source, ${whole} as whole
		from corrective_action a
		where a.unit_id = ${sheet.unitId}::uuid and a.state <> 'closed' and a.clause is not null
		order by a.due_on nulls last, a.number`;
	const team = sheet.seenAreaIds === null && sheet.audit ? new Set(sheet.audit.areas.map(({ id }) => id)) : null;
	return rows
		.filter(({ areaId }) => sheet.seenAreaIds === null || (areaId !== null && sheet.seenAreaIds.includes(areaId)))
		.filter(({ whole }) => sheet.seesBefore || whole)
		.map(({ id, whole, source, statement, ...row }) => {
			const department = sheet.kind !== 'internal' && source === 'inspection';
			const told = whole || department || sheet.seenAreaIds !== null || (team !== null && (row.areaId === null || team.has(row.areaId)));
			return { ...row, statement: told ? statement : null, href: whole ? `/corrective-actions/${id}` : null };
		});
}

/** `7.5` and `7.5.3` are about the same; `7.5` and `7.51` are not. */
export function sameClause(one: string, other: string): boolean {
	return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** What is about no area is about every one. */
export function sameArea(one: string | null, other: string | null): boolean {
	return one === null || other === null || one === other;
}

/** Findings raised on the questions of the sheet, by question. One query. */
export async function findingsOnQuestions(ctx: Ctx, sheet: Sheet): Promise<Map<string, RaisedFinding[]>> {
	if (sheet.side === 'self') return new Map();
	const rows = await ctx.db.finding.findMany({
		where:
			sheet.kind === 'internal' ? { auditId: sheet.id, questionId: { not: null } } : { inspectionId: sheet.id, answerId: { not: null } },
		orderBy: { number: 'asc' },
		select: { id: true, grade: true, statement: true, state: true, questionId: true, answerId: true }
	});
	const byQuestion = Map.groupBy(rows, ({ questionId, answerId }) => questionId ?? answerId ?? '');
	return new Map(
		[...byQuestion].map(([id, list]) => [id, list.map(({ id, grade, statement, state }) => ({ id, grade, statement, state }))])
	);
}
