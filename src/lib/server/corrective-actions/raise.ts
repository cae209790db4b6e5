import type { ActionSource } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { findingAnswered, type FindingsOf } from './findings.ts';

export type NewAction = {
	unitId: string;
	source: ActionSource;
	findingId?: string | null;
	reportId?: string | null;
	grade: FindingGrade;
	standardCode?: string | null;
	clause?: string | null;
	areaId?: string | null;
	statement: string;
	evidence?: string | null;
	/** Null: the system, at A9 and I7. */
	raisedById: string | null;
	/** The action whose check failed. */
	predecessorId?: string | null;
	recurrenceOfId?: string | null;
	/** By which the caller allowed it; without one it follows another act. */
	role?: string;
};

/**
 * C1: raises an action, numbered `KPH-2026-003` in its unit and year, in the caller's transaction. The caller has asked whether the actor may. A
 * finding that it is raised for is answered by it. Recorded as `corrective_action.raise`; officers and heads are told.
 * @throws Conflict `unit_closed`; Invalid `statement`
 */
export function raiseAction(ctx: Ctx, input: NewAction): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, role = 'system', ...facts } = input;
		await requireOpenUnit(ctx, unitId, today(ctx));
		const statement = tidy(input.statement);
		const evidence = tidy(input.evidence);
		if (statement === '') throw new Invalid({ statement: 'required' });
		if (statement.length > 4_000) throw new Invalid({ statement: 'too_long:4000' });
		if (evidence.length > 4_000) throw new Invalid({ evidence: 'too_long:4000' });
		const number = await takeNumber(ctx, 'KPH', unitId);
		const raisedAt = ctx.clock.now();
		const { id } = await ctx.db.correctiveAction.create({
			data: { ...facts, unitId, number, statement, evidence, clause: tidy(input.clause) || null, raisedAt },
			select: { id: true }
		});
		await ctx.db.actionAct.create({
			data: {
				actionId: id,
				event: 'raise',
				userId: userIdOf(ctx.actor),
				at: raisedAt,
				details: { source: input.source, ...(input.predecessorId ? { predecessor: input.predecessorId } : {}) }
			}
		});
		await record(ctx, {
			event: 'corrective_action.raise',
			subjectType: 'corrective_action',
			subjectId: id,
			unitId,
			role,
			after: {
				number,
				source: input.source,
				grade: input.grade,
				clause: tidy(input.clause) || null,
				statement: statement.slice(0, 500),
				finding: input.findingId ?? null,
				report: input.reportId ?? null,
				predecessor: input.predecessorId ?? null,
				recurrenceOf: input.recurrenceOfId ?? null
			}
		});
		if (input.findingId) await findingAnswered(ctx, input.findingId);
		await notify(ctx, {
			to: [...(await officersOf(ctx, unitId)), ...(await headsOf(ctx, unitId))],
			kind: 'action_raised',
			subjectType: 'corrective_action',
			subjectId: id,
			unitId,
			params: { number, title: shortStatement(statement) }
		});
		return { id, number };
	});
}

/** What notices say of it: enough to know which one. */
export function shortStatement(statement: string): string {
	const line = statement.replace(/\s+/gu, ' ');
	return line.length <= 120 ? line : `${line.slice(0, 119).trimEnd()}…`;
}

/**
 * A9 and I7: raises an action by the system for every fixed nonconformity and recommendation of an audit or inspection that has none yet.
 * Observations ask for nothing. Joins the caller's transaction.
 */
export async function raiseActionsOf(ctx: Ctx, of: FindingsOf): Promise<{ id: string; number: string; findingId: string }[]> {
	// Two at once raise one: whoever raises for a finding holds it first.
	if ('auditId' in of) await ctx.db.$queryRaw`select id from finding where audit_id = ${of.auditId}::uuid order by id for update`;
	else await ctx.db.$queryRaw`select id from finding where inspection_id = ${of.inspectionId}::uuid order by id for update`;
	const findings = await ctx.db.finding.findMany({
		where: { ...of, state: 'fixed', grade: { in: ['major', 'minor', 'recommendation'] }, correctiveActionFinding: { none: {} } },
		orderBy: { number: 'asc' },
		select: {
			id: true,
			unitId: true,
			grade: true,
			standardCode: true,
			clause: true,
			areaId: true,
			statement: true,
			evidence: true,
			repeatsId: true
		}
	});
	const raised: { id: string; number: string; findingId: string }[] = [];
	for (const { id: findingId, repeatsId, ...facts } of findings) {
		const before = repeatsId
			? await ctx.db.correctiveAction.findFirst({ where: { findingId: repeatsId }, orderBy: { raisedAt: 'desc' }, select: { id: true } })
			: null;
		const source = 'auditId' in of ? 'internal_audit' : 'inspection';
		const action = await raiseAction(ctx, { ...facts, findingId, source, raisedById: null, recurrenceOfId: before?.id ?? null });
		raised.push({ ...action, findingId });
	}
	return raised;
}
