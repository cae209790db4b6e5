import type { ActionEvent, ActionState } from '#lib/domain/corrective-actions/action-lifecycle.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { hasProvinceRole, roles, unitIdsWith, userIdOf, type Actor } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { activeMembership, headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { transition, type TransitionInput } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { teamOf } from './finding-facts.ts';
import { inspectorsOf } from './inspectors.ts';
import { actionMachine } from './machines.ts';
import { shortStatement } from './raise.ts';
import { hasVerifier } from './still-verifies.ts';

export const actionSelect = {
	id: true,
	unitId: true,
	number: true,
	state: true,
	outcome: true,
	source: true,
	findingId: true,
	reportId: true,
	grade: true,
	standardCode: true,
	standard: { select: { nameVi: true, nameEn: true } },
	clause: true,
	areaId: true,
	statement: true,
	evidence: true,
	raisedById: true,
	raisedAt: true,
	ownerId: true,
	assignedById: true,
	assignedAt: true,
	firstDueOn: true,
	dueOn: true,
	correction: true,
	correctionDoneOn: true,
	correctionImpossible: true,
	consequences: true,
	causeMethod: true,
	cause: true,
	rootCause: true,
	riskTouched: true,
	riskNote: true,
	correctionOnly: true,
	correctionOnlyReason: true,
	submittedAt: true,
	submittedById: true,
	approvedAt: true,
	approvedById: true,
	signatureId: true,
	completedAt: true,
	checkDays: true,
	checkDaysReason: true,
	checkDueOn: true,
	verifierId: true,
	verifierUnitId: true,
	verification: true,
	verifiedById: true,
	verifiedAt: true,
	closedAt: true,
	predecessorId: true,
	recurrenceOfId: true,
	voidAskedById: true,
	voidAskedAt: true,
	voidReason: true,
	rowVersion: true,
	finding: { select: { id: true, number: true, auditId: true, inspectionId: true, dueOn: true } },
	actionLineAction: {
		where: { removedAt: null },
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		select: {
			id: true,
			position: true,
			what: true,
			doerId: true,
			dueOn: true,
			firstDueOn: true,
			doneOn: true,
			reportedAt: true,
			result: true,
			droppedAt: true,
			droppedReason: true,
			rowVersion: true,
			doer: { select: { fullName: true } }
		}
	}
} as const satisfies Prisma.CorrectiveActionSelect;

export type LoadedAction = Prisma.CorrectiveActionGetPayload<{ select: typeof actionSelect }>;
export type LoadedLine = LoadedAction['actionLineAction'][number];

/** How much of an action somebody sees: all of it, or number, unit, grade, clause, state and dates. */
export type ActionSight = 'whole' | 'outline';

/** By when the Department asked for it, with what it found. What follows an action that failed has a day of its own. */
export function deadlineOf(action: LoadedAction): Day | null {
	return action.predecessorId === null ? fromDbDate(action.finding?.dueOn ?? null) : null;
}

/** What the policy asks of an action: who raised it (author), owns, does and verifies it, and who audits what it came from. */
export async function actionSubject(ctx: Ctx, action: LoadedAction): Promise<Subject> {
	return {
		unitId: action.unitId,
		...(action.finding ? await teamOf(ctx, action.finding) : {}),
		authorIds: action.raisedById ? [action.raisedById] : [],
		ownerIds: action.ownerId ? [action.ownerId] : [],
		doerIds: [...new Set(action.actionLineAction.map(({ doerId }) => doerId))],
		verifierIds: action.verifierId && stillVerifies(ctx.actor, action) ? [action.verifierId] : []
	};
}

/**
 * Whoever was named verifies as what they were named: a person of the unit, a guest from theirs, an inspector. Who has left it since has no
 * right from it any more (states.md §13). Of anybody else it says nothing.
 */
function stillVerifies(actor: Actor, action: LoadedAction): boolean {
	if (actor.kind !== 'user' || actor.userId !== action.verifierId) return true;
	if (action.source === 'inspection') return hasProvinceRole(actor, 'inspector');
	return unitIdsWith(actor).includes(action.verifierUnitId ?? action.unitId);
}

/** The action as it is now, whoever asks. @throws NotFound `corrective_action_not_found` */
export async function findAction(ctx: Ctx, actionId: string): Promise<{ action: LoadedAction; subject: Subject }> {
	const action = isUuid(actionId) ? await ctx.db.correctiveAction.findUnique({ where: { id: actionId }, select: actionSelect }) : null;
	if (!action) throw new NotFound('corrective_action_not_found');
	return { action, subject: await actionSubject(ctx, action) };
}

/**
 * An action with as much of it as this actor may see; else it does not exist. A coordinator who has to approve in place of a head sees the whole
 * of it while the plan waits.
 * @throws NotFound `corrective_action_not_found`
 */
export async function loadActionOutline(
	ctx: Ctx,
	actionId: string
): Promise<{ action: LoadedAction; subject: Subject; sight: ActionSight }> {
	const { action, subject } = await findAction(ctx, actionId);
	if (may(ctx.actor, action.source === 'inspection' ? 'action.read_inspection' : 'action.read', subject))
		return { action, subject, sight: 'whole' };
	if (!may(ctx.actor, 'action.outline', subject)) throw new NotFound('corrective_action_not_found');
	const approves =
		action.state === 'awaiting_plan_approval' &&
		may(ctx.actor, 'action.approve_for_unit', subject) &&
		(await headsWhoMayApprove(ctx, action)).length === 0;
	return { action, subject, sight: approves ? 'whole' : 'outline' };
}

/** An action that this actor may read with its texts. @throws NotFound `corrective_action_not_found` */
export async function loadAction(ctx: Ctx, actionId: string): Promise<{ action: LoadedAction; subject: Subject }> {
	const { sight, ...loaded } = await loadActionOutline(ctx, actionId);
	if (sight !== 'whole') throw new NotFound('corrective_action_not_found');
	return loaded;
}

/** An action to act on, by who sees the whole of it. @throws NotFound; Forbidden for who sees no more than its outline */
export async function loadActionToAct(ctx: Ctx, actionId: string): Promise<{ action: LoadedAction; subject: Subject }> {
	const { sight, ...loaded } = await loadActionOutline(ctx, actionId);
	if (sight !== 'whole') throw new Forbidden();
	return loaded;
}

/** The same, held until the transaction ends: two acts on one action come after each other. Inside a transaction. @throws as it */
export async function lockAction(ctx: Ctx, actionId: string): Promise<{ action: LoadedAction; subject: Subject }> {
	if (isUuid(actionId)) await ctx.db.$queryRaw`select id from corrective_action where id = ${actionId}::uuid for update`;
	return loadActionToAct(ctx, actionId);
}

/** Heads of the unit who neither own the action nor do a line of its plan (states.md C6). */
export async function headsWhoMayApprove(ctx: Ctx, action: LoadedAction): Promise<string[]> {
	const busy = new Set([action.ownerId, action.submittedById, ...action.actionLineAction.map(({ doerId }) => doerId)]);
	return (await headsOf(ctx, action.unitId)).filter((id) => !busy.has(id));
}

export type ActionResult = { state: ActionState; rowVersion: number };

/** Moves an action and adds the act to its history, beside the trail's row. @throws Conflict `unit_closed`, and as `transition` */
export async function moveAction(
	ctx: Ctx,
	action: LoadedAction,
	event: ActionEvent,
	subject: Subject,
	input: Omit<TransitionInput, 'after'> & { details?: Prisma.InputJsonObject; after?: Prisma.InputJsonObject } = {}
): Promise<ActionResult> {
	const { details = {}, after = {}, ...rest } = input;
	await requireOpenUnit(ctx, action.unitId, today(ctx));
	const { state, rowVersion } = await transition(ctx, actionMachine, action, event, subject, {
		...rest,
		after: { number: action.number, ...details, ...after }
	});
	await addAct(ctx, action.id, event, rest.comment ?? null, details);
	return { state, rowVersion };
}

/** One line of an action's history. */
export async function addAct(
	ctx: Ctx,
	actionId: string,
	event: ActionEvent | 'raise' | 'ask_extension' | 'refuse_extension' | 'link_document' | 'unlink_document' | 'pass_on',
	text: string | null,
	details: Prisma.InputJsonObject = {}
): Promise<void> {
	await ctx.db.actionAct.create({
		data: { actionId, event, userId: userIdOf(ctx.actor), at: ctx.clock.now(), text: text || null, details }
	});
}

/** Without those who had a part in it, or were named to verify it, and have left since, unless they audit it: they see it no more. */
async function stillConcerned(ctx: Ctx, action: LoadedAction, to: readonly (string | null)[]): Promise<string[]> {
	const ids = to.filter((id) => id !== null);
	const { ownerId, raisedById, verifierId } = action;
	const theirs = new Set([ownerId, raisedById, verifierId, ...action.actionLineAction.map(({ doerId }) => doerId)]);
	const right = new Set(await membersAmong(ctx, action.unitId, ids));
	if (verifierId !== null && ids.includes(verifierId) && (await hasVerifier(ctx, action))) right.add(verifierId);
	if (ids.some((id) => theirs.has(id) && !right.has(id))) for (const id of await auditorsOf(ctx, action)) right.add(id);
	return ids.filter((id) => !theirs.has(id) || right.has(id));
}

/** Who sees it as having found it: the lead of an internal audit, and the team of an inspection as long as they are inspectors. */
export async function auditorsOf(ctx: Ctx, action: LoadedAction): Promise<string[]> {
	if (!action.finding) return [];
	const { teamIds, leadIds } = await teamOf(ctx, action.finding);
	if (action.source !== 'inspection') return leadIds;
	const inspectors = await inspectorsOf(ctx);
	return teamIds.filter((id) => inspectors.includes(id));
}

/** Those of these people who work in the unit today. */
export async function membersAmong(ctx: Ctx, unitId: string, userIds: readonly string[]): Promise<string[]> {
	if (userIds.length === 0) return [];
	const rows = await ctx.db.membership.findMany({
		where: { ...activeMembership(today(ctx), unitId, roles), userId: { in: [...userIds] } },
		distinct: ['userId'],
		select: { userId: true }
	});
	return rows.map(({ userId }) => userId);
}

/** Tells people of an action. The statement is left out where somebody may be among them who sees only the outline. */
export async function tellOfAction(
	ctx: Ctx,
	action: LoadedAction,
	kind: NoticeKind,
	to: readonly (string | null)[],
	params: Record<string, string> = {},
	options: { outline?: boolean; barred?: readonly (string | null)[] } = {}
): Promise<void> {
	await notify(ctx, {
		to: await stillConcerned(ctx, action, to),
		barred: options.barred,
		kind,
		subjectType: 'corrective_action',
		subjectId: action.id,
		unitId: action.unitId,
		params: { number: action.number, ...(options.outline ? {} : { title: shortStatement(action.statement) }), ...params }
	});
}

/** Who owned it or did a line of it until now hears no more of it, unless they see it by something else. `action`: as it was before. */
export async function forgetOfPerson(
	ctx: Ctx,
	action: LoadedAction,
	userId: string,
	now: { ownerId: string | null; doerIds: readonly string[] }
) {
	const keepers = [...(await officersOf(ctx, action.unitId)), ...(await headsOf(ctx, action.unitId))];
	if ([...keepers, action.verifierId, action.raisedById, now.ownerId, ...now.doerIds].includes(userId)) return;
	await ctx.db.notice.updateMany({
		where: { subjectType: 'corrective_action', subjectId: action.id, userId, lapsedAt: null },
		data: { lapsedAt: ctx.clock.now() }
	});
}

/** What was said of the state before is over. */
export function forgetOfAction(ctx: Ctx, actionId: string, kinds?: readonly NoticeKind[]): Promise<void> {
	return lapse(ctx, 'corrective_action', [actionId], kinds);
}
