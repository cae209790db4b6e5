import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import type { SisterAnswer } from '#lib/domain/corrective-actions/sister-forms.ts';
import { decide, may } from '#lib/domain/permissions/decide.ts';
import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { readUnits, unitNameOn, unitNamesOn, validOn } from '#lib/server/units/units-on-day.ts';
import { loadActionToAct } from './action-facts.ts';
import { loadFinding } from './finding-facts.ts';
import { raiseAction, shortStatement } from './raise.ts';

export type ShareInput = {
	/** A finding of an inspection, by the coordinator. */
	findingId?: string | null;
	/** Or an action of the own unit, whose officer or head writes words to share. */
	actionId?: string | null;
	/** What the others are asked to look for; the finding's own words only if whoever shares repeats them. */
	text: string;
	dueOn: Day;
	/** Units of these kinds, of those below this unit, and these: kinds and unit above together, the list beside them. */
	kinds?: readonly string[];
	parentId?: string | null;
	unitIds?: readonly string[];
};

type From = { unitId: string; grade: FindingGrade; clause: string | null; findingId: string | null; actionId: string | null; role: string };

async function sharedFrom(ctx: Ctx, input: ShareInput): Promise<From> {
	if (input.findingId) {
		const { finding } = await loadFinding(ctx, input.findingId);
		const decision = decide(ctx.actor, 'sister.share_inspection', {});
		if (!decision.allowed) throw new Forbidden();
		if (!finding.inspectionId || finding.state === 'draft' || finding.state === 'void')
			throw new Conflict('illegal_transition', { state: finding.state, event: 'share' });
		const { unitId, grade, clause, id } = finding;
		return { unitId, grade, clause, findingId: id, actionId: null, role: decision.role };
	}
	if (!input.actionId) throw new Invalid({ text: 'required' });
	const { action, subject } = await loadActionToAct(ctx, input.actionId);
	const role = authorize(ctx, 'sister.share', subject);
	if (action.outcome === 'void') throw new Conflict('illegal_transition', { state: 'void', event: 'share' });
	return { unitId: action.unitId, grade: action.grade, clause: action.clause, findingId: null, actionId: action.id, role };
}

/** Units of today that the choice names, without the one that it came from. */
export async function chosenUnits(ctx: Ctx, input: ShareInput, without: string): Promise<{ unitId: string; name: string }[]> {
	const units = await readUnits(ctx, today(ctx));
	const { kinds = [], parentId = null, unitIds = [] } = input;
	const grouped = kinds.length > 0 || parentId !== null;
	return units
		.filter(
			(unit) =>
				unit.unitId !== without &&
				(unitIds.includes(unit.unitId) ||
					(grouped && (kinds.length === 0 || kinds.includes(unit.kindCode)) && (parentId === null || unit.parentId === parentId)))
		)
		.map(({ unitId, name }) => ({ unitId, name }));
}

/**
 * Asks sister units to check themselves for the same finding, each by the same day. Officers and heads are told. From an internal action
 * nothing goes out but the text that its unit wrote for it. Recorded as `shared_finding.share` in the unit's chain.
 * @throws NotFound, Forbidden, Conflict `illegal_transition`; Invalid `text`, `dueOn`, `units` (nobody chosen)
 */
export function shareFinding(ctx: Ctx, input: ShareInput): Promise<{ id: string; units: number }> {
	return transaction(ctx, async (ctx) => {
		const { role, ...from } = await sharedFrom(ctx, input);
		const text = requireReason(input.text, 'text');
		if (!isDay(input.dueOn)) throw new Invalid({ dueOn: 'day_invalid' });
		if (input.dueOn <= today(ctx)) throw new Invalid({ dueOn: 'day_in_past' });
		const units = await chosenUnits(ctx, input, from.unitId);
		if (units.length === 0) throw new Invalid({ units: 'required' });
		const { id } = await ctx.db.sharedFinding.create({
			data: { ...from, text, dueOn: toDbDate(input.dueOn), sharedById: requireUser(ctx), sharedAt: ctx.clock.now() },
			select: { id: true }
		});
		await ctx.db.sisterCheck.createMany({ data: units.map(({ unitId }) => ({ sharedId: id, unitId })) });
		await record(ctx, {
			event: 'shared_finding.share',
			subjectType: 'shared_finding',
			subjectId: id,
			unitId: from.unitId,
			role,
			after: { text: text.slice(0, 500), dueOn: input.dueOn, units: units.length, clause: from.clause, grade: from.grade }
		});
		await tellUnits(ctx, id, units, 'sister_asked', text, input.dueOn);
		return { id, units: units.length };
	});
}

async function tellUnits(
	ctx: Ctx,
	sharedId: string,
	units: readonly { unitId: string }[],
	kind: 'sister_asked' | 'sister_late',
	text: string,
	day: Day
): Promise<void> {
	const people = await ctx.db.membership.findMany({
		where: {
			unitId: { in: units.map(({ unitId }) => unitId) },
			roles: { hasSome: ['officer', 'head'] },
			...validOn(today(ctx)),
			user: { status: 'active' }
		},
		select: { userId: true, unitId: true }
	});
	const names = await unitNamesOn(ctx, [...new Set(people.map(({ unitId }) => unitId))], today(ctx));
	for (const [unitId, members] of Map.groupBy(people, (member) => member.unitId))
		await notify(ctx, {
			to: members.map(({ userId }) => userId),
			kind,
			subjectType: 'sister_check',
			subjectId: sharedId,
			unitId,
			params: { title: shortStatement(text), day, unit: names.get(unitId)?.name ?? '' }
		});
}

/** Who asked reads what was answered, and ends it: of a finding of an inspection the Department, not the unit where it was found. */
export function overviewOf(shared: { findingId: string | null }): 'sister.overview' | 'sister.share_inspection' {
	return shared.findingId === null ? 'sister.overview' : 'sister.share_inspection';
}

export type AnswerInput = { sharedId: string; unitId: string; answer: SisterAnswer; text: string };

/**
 * A unit says what it found, once, in words; late is shown and still an answer. Where it happens too, an action is raised in the unit. Who
 * shared it is told. Recorded as `sister_check.answer` in the unit's own chain.
 * @throws NotFound (not asked), Forbidden, Conflict `sister_answered`, `sister_closed`, `unit_closed`; Invalid `text`
 */
export function answerSister(ctx: Ctx, input: AnswerInput): Promise<{ action: { id: string; number: string } | null }> {
	return transaction(ctx, async (ctx) => {
		const { sharedId, unitId } = input;
		if (!isUuid(sharedId) || !isUuid(unitId) || !may(ctx.actor, 'sister.answer', { unitId })) throw new NotFound('sister_check_not_found');
		const role = authorize(ctx, 'sister.answer', { unitId });
		await ctx.db.$queryRaw`select id from sister_check where shared_id = ${sharedId}::uuid and unit_id = ${unitId}::uuid for update`;
		const check = await ctx.db.sisterCheck.findUnique({ where: { sharedId_unitId: { sharedId, unitId } }, include: { shared: true } });
		if (!check) throw new NotFound('sister_check_not_found');
		if (check.answer !== 'asked') throw new Conflict('sister_answered');
		if (check.shared.closedAt) throw new Conflict('sister_closed');
		const text = requireReason(input.text, 'text');
		const { grade, clause } = check.shared;
		const action =
			input.answer === 'here'
				? await raiseAction(ctx, {
						unitId,
						source: 'sister_check',
						grade: grade === 'major' ? 'major' : 'minor',
						clause,
						statement: text,
						evidence: check.shared.text,
						raisedById: requireUser(ctx),
						role
					})
				: null;
		await ctx.db.sisterCheck.update({
			where: { id: check.id },
			data: { answer: input.answer, text, answeredById: requireUser(ctx), answeredAt: ctx.clock.now(), actionId: action?.id ?? null }
		});
		await record(ctx, {
			event: 'sister_check.answer',
			subjectType: 'sister_check',
			subjectId: check.id,
			unitId,
			role,
			after: { sisterAnswer: input.answer, text: text.slice(0, 500), ...(action ? { number: action.number } : {}) }
		});
		await forgetAsked(ctx, sharedId, unitId);
		await notify(ctx, {
			to: [check.shared.sharedById],
			kind: 'sister_answered',
			subjectType: 'sister_check',
			subjectId: sharedId,
			unitId: check.shared.unitId,
			params: { unit: await unitNameOn(ctx, unitId, today(ctx)), title: shortStatement(check.shared.text) }
		});
		return { action };
	});
}

async function forgetAsked(ctx: Ctx, sharedId: string, unitId: string): Promise<void> {
	await ctx.db.notice.updateMany({
		where: { subjectType: 'sister_check', subjectId: sharedId, unitId, kind: { in: ['sister_asked', 'sister_late'] }, lapsedAt: null },
		data: { lapsedAt: ctx.clock.now() }
	});
}

/** Whoever shared it, or the coordinator, asks no more; what was answered stays. Recorded as `shared_finding.close`. @throws NotFound, Conflict */
export function closeShared(ctx: Ctx, input: { sharedId: string; comment?: string | null }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const shared = isUuid(input.sharedId) ? await ctx.db.sharedFinding.findUnique({ where: { id: input.sharedId } }) : null;
		if (!shared || !may(ctx.actor, overviewOf(shared), shared)) throw new NotFound('sister_check_not_found');
		const role = authorize(ctx, overviewOf(shared), shared);
		const { count } = await ctx.db.sharedFinding.updateMany({
			where: { id: shared.id, closedAt: null, rowVersion: shared.rowVersion },
			data: { closedAt: ctx.clock.now(), rowVersion: shared.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('sister_closed');
		await record(ctx, {
			event: 'shared_finding.close',
			subjectType: 'shared_finding',
			subjectId: shared.id,
			unitId: shared.unitId,
			role,
			comment: tidy(input.comment) || null
		});
		await lapse(ctx, 'sister_check', [shared.id], ['sister_asked', 'sister_late']);
	});
}

/** Once a day: units that have not answered by the day are told, once. @returns how many questions were late anew */
export async function remindOfSisters(ctx: Ctx): Promise<number> {
	const day = today(ctx);
	const late = await ctx.db.sharedFinding.findMany({
		where: { closedAt: null, dueOn: { lt: toDbDate(day) }, sisterCheckShared: { some: { answer: 'asked' } } },
		select: { id: true, text: true, dueOn: true, sisterCheckShared: { where: { answer: 'asked' }, select: { unitId: true } } }
	});
	let told = 0;
	for (const shared of late)
		await transaction(ctx, async (ctx) => {
			const known = await ctx.db.notice.findMany({
				where: { subjectType: 'sister_check', subjectId: shared.id, kind: 'sister_late' },
				distinct: ['unitId'],
				select: { unitId: true }
			});
			const units = shared.sisterCheckShared.filter(({ unitId }) => !known.some((one) => one.unitId === unitId));
			if (units.length === 0) return;
			await lapse(ctx, 'sister_check', [shared.id], ['sister_asked']);
			await tellUnits(ctx, shared.id, units, 'sister_late', shared.text, shared.dueOn.toISOString().slice(0, 10));
			told += 1;
		});
	return told;
}
