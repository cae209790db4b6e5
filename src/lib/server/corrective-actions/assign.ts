import type { Subject } from '#lib/domain/permissions/decide.ts';
import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import { handSources } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import { activeMembership } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import {
	deadlineOf,
	forgetOfAction,
	forgetOfPerson,
	lockAction,
	moveAction,
	tellOfAction,
	type ActionResult,
	type LoadedAction
} from './action-facts.ts';
import { loadFinding } from './finding-facts.ts';
import { raiseAction } from './raise.ts';

/**
 * C1 by hand: an officer, a head or an internal auditor of the unit raises an action from another source than an audit, or again for a finding
 * whose actions were all made void.
 * @throws Forbidden, NotFound (finding), Invalid by field, Conflict `unit_closed`
 */
export function raiseByHand(
	ctx: Ctx,
	input: {
		unitId: string;
		source: (typeof handSources)[number];
		grade: 'major' | 'minor';
		statement: string;
		evidence?: string | null;
		clause?: string | null;
		standardCode?: string | null;
		areaId?: string | null;
	}
): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'action.raise', { unitId: input.unitId });
		if (!handSources.includes(input.source)) throw new Invalid({ source: 'invalid' });
		await requireArea(ctx, input.unitId, input.areaId);
		const standardCode = input.standardCode ?? (await editionOf(ctx, input.unitId));
		return raiseAction(ctx, { ...input, standardCode, raisedById: requireUser(ctx), role });
	});
}

/** An area of this unit, or none. @throws Invalid `areaId` */
export async function requireArea(ctx: Ctx, unitId: string, areaId: string | null | undefined): Promise<void> {
	if (!areaId) return;
	const known = isUuid(areaId) ? await ctx.db.auditArea.count({ where: { id: areaId, unitId } }) : 0;
	if (known === 0) throw new Invalid({ areaId: 'invalid' });
}

/** The edition by which the unit works today; null: it has said none. */
async function editionOf(ctx: Ctx, unitId: string): Promise<string | null> {
	const period = await ctx.db.unitStandard.findFirst({
		where: { unitId, ...validOn(today(ctx)) },
		orderBy: { validFrom: 'desc' },
		select: { standardCode: true }
	});
	return period?.standardCode ?? null;
}

/** Something is being done about it, or was done well: what failed and what was void is no answer. */
export function hasAnswer(actions: readonly { state: string; outcome: string | null }[]): boolean {
	return actions.some(({ state, outcome }) => state !== 'closed' || outcome === 'effective' || outcome === 'correction_only');
}

/** A finding that is fixed, or whose actions were all void or failed, gets an action: it cannot quietly disappear. @throws as `raiseByHand` */
export function raiseForFinding(ctx: Ctx, findingId: string): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		// Two at once raise one.
		if (isUuid(findingId)) await ctx.db.$queryRaw`select id from finding where id = ${findingId}::uuid for update`;
		const { finding } = await loadFinding(ctx, findingId);
		const role = authorize(ctx, 'action.assign', { unitId: finding.unitId });
		if (
			hasAnswer(finding.correctiveActionFinding) ||
			(finding.state !== 'fixed' && finding.state !== 'answered') ||
			finding.grade === 'observation'
		)
			throw new Conflict('finding_has_action');
		// After one that failed it follows that one, and has a day of its own: it is not late from the day of the finding.
		const failed = await ctx.db.correctiveAction.findFirst({
			where: { findingId: finding.id, outcome: 'ineffective' },
			orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
			select: { id: true }
		});
		return raiseAction(ctx, {
			unitId: finding.unitId,
			source: finding.auditId ? 'internal_audit' : 'inspection',
			findingId: finding.id,
			grade: finding.grade,
			standardCode: finding.standardCode,
			clause: finding.clause,
			areaId: finding.areaId,
			statement: finding.statement,
			evidence: finding.evidence,
			raisedById: requireUser(ctx),
			predecessorId: failed?.id ?? null,
			recurrenceOfId: failed?.id ?? null,
			role
		});
	});
}

/** A person of the unit whose account is active. @throws Invalid `<field>: person_unknown` */
export async function requireColleague(ctx: Ctx, unitId: string, userId: string, field: string): Promise<void> {
	const count = isUuid(userId) ? await ctx.db.membership.count({ where: { ...activeMembership(today(ctx), unitId, roles), userId } }) : 0;
	if (count === 0) throw new Invalid({ [field]: 'person_unknown' });
}

/** @throws Invalid `<field>: day_invalid`, `day_in_past` */
export function requireComing(ctx: Ctx, day: string, field: string): Day {
	if (!isDay(day)) throw new Invalid({ [field]: 'day_invalid' });
	if (day < today(ctx)) throw new Invalid({ [field]: 'day_in_past' });
	return day;
}

/**
 * The first due date: not after the day that the Department set with what it found. Where that day has gone by before anybody was named it stands,
 * and the action is late from it; more time is asked for as an extension.
 */
function firstDue(ctx: Ctx, given: Day, deadline: Day | null): Day {
	if (deadline === null) return given;
	if (deadline < today(ctx)) return deadline;
	if (given > deadline) throw new Invalid({ dueOn: 'day_after_deadline' });
	return given;
}

/**
 * C2: names the owner and the first due date, which stays for ever.
 * @throws NotFound, Forbidden, Conflict `stale`, `illegal_transition`; Invalid by field
 */
export function assignAction(
	ctx: Ctx,
	input: { actionId: string; ownerId: string; dueOn: Day; rowVersion?: number }
): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		authorize(ctx, 'action.assign', subject);
		await requireColleague(ctx, action.unitId, input.ownerId, 'ownerId');
		const dueOn = firstDue(ctx, requireComing(ctx, input.dueOn, 'dueOn'), deadlineOf(action));
		const moved = await moveAction(ctx, action, 'assign', subject, {
			expectedRowVersion: input.rowVersion,
			data: {
				ownerId: input.ownerId,
				assignedById: requireUser(ctx),
				assignedAt: ctx.clock.now(),
				firstDueOn: toDbDate(dueOn),
				dueOn: toDbDate(dueOn)
			},
			details: { owner: input.ownerId, dueOn }
		});
		await forgetOfAction(ctx, action.id, ['action_raised']);
		await tellOfAction(ctx, action, 'action_assigned', [input.ownerId], { day: dueOn });
		return moved;
	});
}

/** C2 again: the owner has left or cannot; the dates stay. @throws as `assignAction`, Forbidden `separation_of_duties` (who approved the plan) */
export function reassignAction(
	ctx: Ctx,
	input: { actionId: string; ownerId: string; reason: string; rowVersion?: number }
): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		authorize(ctx, 'action.assign', subject);
		return giveAction(ctx, action, subject, { ...input, comment: requireReason(input.reason, 'reason') });
	});
}

/** How another act of the same transaction gives an action or a line on: by the row of its own table, with the reason. */
export type Given = { comment: string; rowVersion?: number; follows?: string };

/** The action of the caller's transaction to another owner, by the caller's right. @throws as `reassignAction` */
export async function giveAction(
	ctx: Ctx,
	action: LoadedAction,
	subject: Subject,
	{ ownerId, comment, rowVersion, follows }: Given & { ownerId: string }
): Promise<ActionResult> {
	await requireColleague(ctx, action.unitId, ownerId, 'ownerId');
	if (ownerId === action.ownerId) throw new Invalid({ ownerId: 'unchanged' });
	// Who approved the plan does not become the one who answers for it, and who is to verify it does not either.
	if (ownerId === action.verifierId || (action.state !== 'analysing' && ownerId === action.approvedById))
		throw new Forbidden('separation_of_duties');
	const moved = await moveAction(ctx, action, 'reassign', subject, {
		comment,
		follows,
		expectedRowVersion: rowVersion,
		data: { ownerId },
		before: { state: action.state, owner: action.ownerId },
		// Who answered for a plan at work does not verify it later.
		details: { owner: ownerId, ...(action.state === 'in_progress' && action.ownerId ? { from: action.ownerId } : {}) }
	});
	await forgetOfAction(ctx, action.id, ['action_assigned', 'action_plan_returned']);
	const doerIds = action.actionLineAction.map(({ doerId }) => doerId);
	if (action.ownerId) await forgetOfPerson(ctx, action, action.ownerId, { ownerId, doerIds });
	await tellOfAction(ctx, action, 'action_assigned', [ownerId], { day: dayIn(action.dueOn) });
	return moved;
}

/**
 * A line of the approved plan whose doer has left or cannot: another one, what is to be done and by when stay. Not who approved the plan, and not
 * who is to verify it.
 * @throws Forbidden `separation_of_duties`; Conflict `stale` (done or dropped), `illegal_transition`; Invalid by field
 */
export function reassignLine(ctx: Ctx, input: { actionId: string; lineId: string; doerId: string; reason: string }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		authorize(ctx, 'action.assign', subject);
		return giveLine(ctx, action, subject, { ...input, comment: requireReason(input.reason, 'reason') });
	});
}

/** A line of an action of the caller's transaction to another doer, by the caller's right. @throws as `reassignLine` */
export async function giveLine(
	ctx: Ctx,
	action: LoadedAction,
	subject: Subject,
	{ lineId, doerId, comment, follows }: Given & { lineId: string; doerId: string }
): Promise<ActionResult> {
	if (action.state !== 'in_progress') throw new Conflict('illegal_transition', { state: action.state, event: 'reassign' });
	const line = action.actionLineAction.find(({ id }) => id === lineId);
	if (!line || line.doneOn !== null || line.droppedAt !== null) throw new Conflict('stale', { state: action.state });
	await requireColleague(ctx, action.unitId, doerId, 'doerId');
	if (doerId === line.doerId) throw new Invalid({ doerId: 'unchanged' });
	if (doerId === action.approvedById || doerId === action.verifierId) throw new Forbidden('separation_of_duties');
	const moved = await moveAction(ctx, action, 'reassign', subject, {
		comment,
		follows,
		before: { state: action.state, doer: line.doerId },
		details: { what: line.what.slice(0, 300), doer: doerId, from: line.doerId }
	});
	await ctx.db.actionLine.update({ where: { id: line.id }, data: { doerId, rowVersion: line.rowVersion + 1 } });
	const doerIds = action.actionLineAction.map((one) => (one.id === line.id ? doerId : one.doerId));
	await forgetOfPerson(ctx, action, line.doerId, { ownerId: action.ownerId, doerIds });
	await tellOfAction(ctx, action, 'action_plan_approved', [doerId]);
	return moved;
}

function dayIn(date: Date | null): string {
	return date ? date.toISOString().slice(0, 10) : '';
}
