import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { transition, transitionMany } from '#lib/server/lifecycle/transition.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { evidenceOf, type EvidenceItem } from './evidence-list.ts';
import { findFinding, findingSelect, mayShareFinding, type LoadedFinding } from './finding-facts.ts';
import { findingMachine } from './machines.ts';

/** Of what findings are: one of the two. */
export type FindingsOf = { readonly auditId: string } | { readonly inspectionId: string };

export type FindingTexts = {
	grade: FindingGrade;
	standardCode: string;
	/** `8.5.1`; null where no clause is named. */
	clause?: string | null;
	/** What is not met: document, law. */
	requirement?: string | null;
	statement: string;
	/** What was seen, in words; files hang on it as evidence. */
	evidence?: string | null;
	/** Recommendations: by when. */
	dueOn?: Day | null;
	/** The finding that it repeats. */
	repeatsId?: string | null;
};

const limits = { statement: 4_000, evidence: 4_000, requirement: 1_000, clause: 40 } as const;

/** @throws Invalid by field */
function columnsOf(input: FindingTexts) {
	const texts = {
		statement: tidy(input.statement),
		evidence: tidy(input.evidence),
		requirement: tidy(input.requirement),
		clause: tidy(input.clause)
	};
	const fields: Record<string, string> = {};
	for (const [name, limit] of Object.entries(limits)) {
		const text = Object.entries(texts).find(([key]) => key === name)?.[1] ?? '';
		if (text.length > limit) fields[name] = `too_long:${limit}`;
	}
	if (texts.statement === '') fields.statement = 'required';
	// What is asked of a unit has a day (states.md I7).
	if (input.grade === 'recommendation' && !input.dueOn) fields.dueOn = 'required';
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
	return {
		...texts,
		clause: texts.clause || null,
		grade: input.grade,
		standardCode: input.standardCode,
		dueOn: input.dueOn ? toDbDate(input.dueOn) : null,
		repeatsId: input.repeatsId ?? null
	};
}

/**
 * A finding or recommendation begins as a draft, numbered inside its audit or inspection. The caller has asked whether the actor may raise it
 * and holds the audit or inspection. Recorded as `finding.raise`.
 * @param input.role by which the caller allowed it
 * @throws Invalid by field
 */
export function raiseFinding(
	ctx: Ctx,
	input: FindingsOf &
		FindingTexts & { unitId: string; questionId?: string | null; answerId?: string | null; areaId?: string | null; role: string }
): Promise<{ id: string; number: number }> {
	return transaction(ctx, async (ctx) => {
		const of = 'auditId' in input ? { auditId: input.auditId } : { inspectionId: input.inspectionId };
		const columns = columnsOf(input);
		// Two at once get two numbers.
		await ctx.db.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`finding:${Object.values(of).join()}`}, 0))::text`;
		const last = await ctx.db.finding.aggregate({ where: of, _max: { number: true } });
		const number = (last._max.number ?? 0) + 1;
		const { id } = await ctx.db.finding.create({
			data: {
				...of,
				...columns,
				unitId: input.unitId,
				number,
				questionId: input.questionId ?? null,
				answerId: input.answerId ?? null,
				areaId: input.areaId ?? null,
				raisedById: requireUser(ctx),
				raisedAt: ctx.clock.now()
			},
			select: { id: true }
		});
		await record(ctx, {
			event: 'finding.raise',
			subjectType: 'finding',
			subjectId: id,
			unitId: input.unitId,
			role: input.role,
			after: recorded({ ...columns, number })
		});
		return { id, number };
	});
}

/**
 * Changes a draft; once fixed a finding stays as it is. The caller has asked whether the actor may. Recorded with before and after.
 * @throws NotFound, Conflict `illegal_transition` (fixed), `stale`; Invalid by field
 */
export function changeFinding(
	ctx: Ctx,
	findingId: string,
	input: FindingTexts & { areaId?: string | null; role: string; rowVersion?: number }
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const finding = await findFinding(ctx, findingId);
		if (finding.state !== 'draft') throw new Conflict('illegal_transition', { state: finding.state, event: 'change' });
		if (input.rowVersion !== undefined && input.rowVersion !== finding.rowVersion)
			throw new Conflict('stale', { state: finding.state, rowVersion: finding.rowVersion });
		const columns = columnsOf(input);
		const { count } = await ctx.db.finding.updateMany({
			where: { id: finding.id, state: 'draft', rowVersion: finding.rowVersion },
			data: {
				...columns,
				...(input.areaId !== undefined ? { areaId: input.areaId } : {}),
				// What was said of the words before is not said of these.
				verdict: null,
				verdictText: null,
				verdictById: null,
				verdictAt: null,
				rowVersion: finding.rowVersion + 1
			}
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'finding.change',
			subjectType: 'finding',
			subjectId: finding.id,
			unitId: finding.unitId,
			role: input.role,
			before: recorded(finding),
			after: recorded({ ...columns, number: finding.number })
		});
		return { rowVersion: finding.rowVersion + 1 };
	});
}

/** Texts are shortened: the trail says what was said, the finding keeps it. */
function recorded(finding: {
	number: number;
	grade: string;
	clause: string | null;
	statement: string;
	requirement: string;
	dueOn: Date | null;
}) {
	return {
		number: finding.number,
		grade: finding.grade,
		clause: finding.clause,
		statement: finding.statement.slice(0, 500),
		requirement: finding.requirement.slice(0, 500),
		dueOn: fromDbDate(finding.dueOn)
	};
}

/** The drafts of a reported audit, or of minutes that both sides signed, are what they are from now on (A7, I7). @returns how many */
export function fixFindings(ctx: Ctx, of: FindingsOf): Promise<number> {
	return moveAll(ctx, of, 'draft', 'fix', 'F1', { fixedAt: ctx.clock.now() });
}

/** A report that a head returned (A8): its findings are drafts again. @returns how many */
export function reopenFindings(ctx: Ctx, of: FindingsOf): Promise<number> {
	return moveAll(ctx, of, 'fixed', 'reopen', 'F1r', { fixedAt: null });
}

async function moveAll(
	ctx: Ctx,
	of: FindingsOf,
	state: 'draft' | 'fixed',
	event: 'fix' | 'reopen',
	follows: string,
	data: { fixedAt: Date | null }
): Promise<number> {
	const findings = await ctx.db.finding.findMany({
		where: { ...of, state },
		orderBy: { number: 'asc' },
		select: { id: true, state: true, rowVersion: true, unitId: true, number: true }
	});
	await transitionMany(ctx, findingMachine, findings, event, {}, { follows, data, after: ({ number }) => ({ number }) });
	return findings.length;
}

/** An action was raised for it, or its correction accepted: it is answered. Nothing for one that is already. Joins the transaction. */
export async function findingAnswered(ctx: Ctx, findingId: string): Promise<void> {
	const finding = await findFinding(ctx, findingId);
	if (finding.state !== 'fixed') return;
	await transition(ctx, findingMachine, finding, 'answer', {}, { follows: 'F2', data: { answeredAt: ctx.clock.now() } });
}

/**
 * After an action closed well (`effective` or `correction_only`): its finding closes when no other action of it is open and the last one did
 * not fail. Joins the transaction that closes the action.
 */
export async function closeFindingOf(ctx: Ctx, actionId: string): Promise<void> {
	const action = await ctx.db.correctiveAction.findUniqueOrThrow({
		where: { id: actionId },
		select: { outcome: true, findingId: true }
	});
	if (!action.findingId || (action.outcome !== 'effective' && action.outcome !== 'correction_only')) return;
	const finding = await findFinding(ctx, action.findingId);
	if (finding.state !== 'answered' || finding.correctiveActionFinding.some(({ state }) => state !== 'closed')) return;
	await transition(ctx, findingMachine, finding, 'close', {}, { follows: 'F3', data: { closedAt: ctx.clock.now() } });
}

export type FindingItem = Omit<LoadedFinding, 'correctiveActionFinding' | 'dueOn'> & {
	readonly dueOn: Day | null;
	readonly raisedBy: string;
	readonly verdictText: string | null;
	readonly areaName: string | null;
	readonly actions: readonly { id: string; number: string; state: string; outcome: string | null }[];
	readonly files: readonly EvidenceItem[];
	/** Whether this person may ask other units to look for the same. */
	readonly mayShare: boolean;
};

/** The findings of an audit or inspection by number, void ones with them. No question of rights: the caller has loaded the thing. */
export async function findingsOf(ctx: Ctx, of: FindingsOf): Promise<FindingItem[]> {
	const rows = await ctx.db.finding.findMany({
		where: of,
		orderBy: { number: 'asc' },
		select: {
			...findingSelect,
			verdictText: true,
			raisedBy: { select: { fullName: true } },
			area: { select: { name: true } },
			correctiveActionFinding: {
				orderBy: [{ raisedAt: 'asc' }, { id: 'asc' }],
				select: { id: true, number: true, state: true, outcome: true }
			}
		}
	});
	const files = await evidenceOf(
		ctx,
		'finding',
		rows.map(({ id }) => id)
	);
	return rows.map(({ correctiveActionFinding, raisedBy, area, dueOn, ...finding }) => ({
		...finding,
		dueOn: fromDbDate(dueOn),
		raisedBy: raisedBy.fullName,
		areaName: area?.name ?? null,
		actions: correctiveActionFinding,
		files: files.get(finding.id) ?? [],
		mayShare: mayShareFinding(ctx, finding)
	}));
}
