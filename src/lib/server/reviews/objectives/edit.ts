import { randomUUID } from 'node:crypto';
import type { ObjectiveInput } from '#lib/domain/reviews/objectives/forms.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { loadDocument } from '#lib/server/documents/document-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireStaff } from '../staff.ts';
import { bumpSet, loadObjectiveSet, recordAct, takeObjectiveSet, writtenObjectives, type ObjectiveRow } from './load.ts';

/**
 * Adds an objective, or changes one. In a draft it is written over; of signed ones the next revision gets a new wording, and the old one stands until
 * that is signed. Recorded as `objective_set.edit`.
 * @param input `lineId` null: a new one
 * @returns the line
 * @throws as `takeObjectiveSet`; NotFound `objective_not_found`; Invalid by field
 */
export function saveObjective(
	ctx: Ctx,
	input: { setId: string; lineId: string | null; rowVersion: number; objective: ObjectiveInput }
): Promise<{ lineId: string }> {
	return transaction(ctx, async (ctx) => {
		const { set, revision, role } = await takeObjectiveSet(ctx, input.setId, input.rowVersion);
		const written = writtenObjectives(set);
		const old = input.lineId === null ? null : findLine(written, input.lineId);
		const columns = checked(input.objective, set.year);
		if (written.some((row) => row.lineId !== old?.lineId && row.code.toUpperCase() === columns.code.toUpperCase()))
			throw new Invalid({ code: 'code_taken' });
		await requireStaff(ctx, set.unitId, [columns.ownerId], 'ownerId');
		const lineId = old?.lineId ?? randomUUID();
		const position = old?.position ?? Math.max(0, ...written.map((row) => row.position)) + 1;
		if (old && old.sinceRevision === revision) await ctx.db.objective.update({ where: { id: old.id }, data: columns });
		else {
			if (old) await ctx.db.objective.update({ where: { id: old.id }, data: { untilRevision: revision } });
			await ctx.db.objective.create({ data: { ...columns, setId: set.id, lineId, position, sinceRevision: revision } });
		}
		await recordAct(ctx, set, 'objective_set.edit', role, shown(columns));
		return { lineId };
	});
}

/** Takes an objective out of the draft or of the next revision. Recorded as `objective_set.drop`. @throws as `saveObjective` */
export function dropObjective(ctx: Ctx, input: { setId: string; lineId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, revision, role } = await takeObjectiveSet(ctx, input.setId, input.rowVersion);
		const row = findLine(writtenObjectives(set), input.lineId);
		if (row.sinceRevision === revision) {
			await ctx.db.objective.delete({ where: { id: row.id } });
		} else await ctx.db.objective.update({ where: { id: row.id }, data: { untilRevision: revision } });
		await recordAct(ctx, set, 'objective_set.drop', role, { code: row.code, statement: row.statement.slice(0, 200) });
	});
}

/** Names the document of objectives (MTCL) of the unit. No part of what is signed: it is issued afterwards. @throws NotFound, Forbidden, Invalid; Conflict `stale` */
export function linkDocument(ctx: Ctx, input: { setId: string; documentId: string | null; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, subject } = await loadObjectiveSet(ctx, input.setId);
		const role = authorize(ctx, 'objective.manage', subject);
		let code: string | null = null;
		if (input.documentId !== null) {
			const { document } = await loadDocument(ctx, input.documentId);
			if (document.unitId !== set.unitId) throw new Invalid({ documentId: 'invalid' });
			code = document.code;
		}
		await bumpSet(ctx, set.id, input.rowVersion, { documentId: input.documentId });
		await recordAct(ctx, set, 'objective_set.link', role, { document: code });
	});
}

export function findLine(rows: readonly ObjectiveRow[], lineId: string): ObjectiveRow {
	const row = rows.find((one) => one.lineId === lineId);
	if (!row) throw new NotFound('objective_not_found');
	return row;
}

function checked(input: ObjectiveInput, year: number) {
	if (!input.dueOn.startsWith(`${year}-`)) throw new Invalid({ dueOn: 'day_not_in_year' });
	return {
		code: tidy(input.code),
		statement: tidy(input.statement),
		indicator: tidy(input.indicator),
		measure: tidy(input.measure),
		direction: input.direction,
		target: input.target,
		baseline: input.baseline,
		source: tidy(input.source),
		resources: tidy(input.resources),
		plan: tidy(input.plan),
		judgedBy: tidy(input.judgedBy),
		judging: input.judging,
		period: input.period,
		ownerId: input.ownerId,
		dueOn: toDbDate(input.dueOn)
	};
}

function shown(columns: ReturnType<typeof checked>) {
	const { code, statement, indicator, measure, target, ownerId } = columns;
	return { code, statement: statement.slice(0, 200), indicator, measure, target, owner: ownerId, dueOn: fromDbDate(columns.dueOn) };
}
