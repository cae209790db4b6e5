import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import {
	auditorsOf,
	findAction,
	forgetOfAction,
	loadActionOutline,
	membersAmong,
	moveAction,
	tellOfAction,
	type ActionResult,
	type ActionSight,
	type LoadedAction
} from './action-facts.ts';
import { coordinatorsOf } from './coordinators.ts';
import { lapseExtensions } from './extensions.ts';
import { findFinding, findingSubject, mayReadFinding, type LoadedFinding } from './finding-facts.ts';
import { findingMachine } from './machines.ts';

/**
 * Two who agree that a thing is void are two people, and each of one side: for an action a head, and who raised it (or the lead, or a
 * coordinator); for a finding the lead, and a head or a coordinator (states.md C12, §9).
 */
type Sides = { readonly one: ReadonlySet<string>; readonly other: ReadonlySet<string> };

function agree({ one, other }: Sides, asked: string, confirmed: string): boolean {
	return asked !== confirmed && ((one.has(asked) && other.has(confirmed)) || (one.has(confirmed) && other.has(asked)));
}

async function sidesOfAction(ctx: Ctx, action: LoadedAction, subject: Subject): Promise<Sides> {
	return {
		one: new Set(await headsOf(ctx, action.unitId)),
		other: new Set([...(subject.authorIds ?? []), ...(subject.leadIds ?? []), ...(await coordinatorsOf(ctx))])
	};
}

async function sidesOfFinding(ctx: Ctx, finding: LoadedFinding, subject: Subject): Promise<Sides> {
	return {
		one: new Set(subject.leadIds ?? []),
		other: new Set([...(await headsOf(ctx, finding.unitId)), ...(await coordinatorsOf(ctx))])
	};
}

/** Whether this person is the other one, who has to agree. Nothing is asked of what is not asked for. */
export async function agreesToVoidAction(ctx: Ctx, action: LoadedAction, subject: Subject): Promise<boolean> {
	const me = userIdOf(ctx.actor);
	if (me === null || action.voidAskedById === null || !may(ctx.actor, 'action.void', subject)) return false;
	return agree(await sidesOfAction(ctx, action, subject), action.voidAskedById, me);
}

/** The same of a finding. */
export async function agreesToVoidFinding(ctx: Ctx, finding: LoadedFinding, subject: Subject): Promise<boolean> {
	const me = userIdOf(ctx.actor);
	if (me === null || finding.voidAskedById === null || !may(ctx.actor, 'finding.void', subject)) return false;
	return agree(await sidesOfFinding(ctx, finding, subject), finding.voidAskedById, me);
}

async function lockOutline(ctx: Ctx, actionId: string) {
	if (isUuid(actionId)) await ctx.db.$queryRaw`select id from corrective_action where id = ${actionId}::uuid for update`;
	return loadActionOutline(ctx, actionId);
}

const nameOf = (ctx: Ctx) => (ctx.actor.kind === 'user' ? ctx.actor.fullName : '');

/** C12, the first of the two: says why there is nothing to do. The other side is told. @throws Forbidden, Invalid (reason), Conflict */
export function askVoidAction(ctx: Ctx, input: { actionId: string; reason: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockOutline(ctx, input.actionId);
		authorize(ctx, 'action.void', subject);
		const comment = requireReason(input.reason, 'reason');
		const me = requireUser(ctx);
		const moved = await moveAction(ctx, action, 'ask_void', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			data: { voidAskedById: me, voidAskedAt: ctx.clock.now(), voidReason: comment }
		});
		const sides = await sidesOfAction(ctx, action, subject);
		const byHead = sides.one.has(me);
		// Whoever raised or found it and has left cannot agree: then the Department is asked.
		const authors = await membersAmong(ctx, action.unitId, subject.authorIds ?? []);
		const auditors = await auditorsOf(ctx, action);
		const leads = (subject.leadIds ?? []).filter((id) => auditors.includes(id));
		const raisers = [...authors, ...leads].filter((id) => id !== me);
		const others = byHead ? (raisers.length > 0 ? raisers : await coordinatorsOf(ctx)) : [...sides.one];
		await forgetOfAction(ctx, action.id, ['action_void_asked']);
		await tellOfAction(ctx, action, 'action_void_asked', others, { who: nameOf(ctx), reason: comment }, { outline: true });
		return moved;
	});
}

/** C12, the second: the action closes as void and stays in the counts. @throws Forbidden `second_person_needed`, Conflict `void_not_asked` */
export function confirmVoidAction(ctx: Ctx, input: { actionId: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockOutline(ctx, input.actionId);
		authorize(ctx, 'action.void', subject);
		if (action.state === 'closed') throw new Conflict('illegal_transition', { state: action.state, event: 'void' });
		if (!action.voidAskedById) throw new Conflict('void_not_asked');
		if (!agree(await sidesOfAction(ctx, action, subject), action.voidAskedById, requireUser(ctx)))
			throw new Forbidden('second_person_needed');
		const moved = await moveAction(ctx, action, 'void', subject, {
			comment: action.voidReason,
			rowId: 'C12',
			expectedRowVersion: input.rowVersion,
			data: { outcome: 'void', closedAt: ctx.clock.now() },
			after: { outcome: 'void' }
		});
		await afterVoid(ctx, action, action.voidReason ?? '');
		return moved;
	});
}

async function afterVoid(ctx: Ctx, action: LoadedAction, reason: string): Promise<void> {
	await lapseExtensions(ctx, action);
	await forgetOfAction(ctx, action.id);
	await tellOfAction(ctx, action, 'action_void', [action.ownerId, action.raisedById], { reason });
}

async function lockFinding(ctx: Ctx, findingId: string): Promise<{ finding: LoadedFinding; subject: Subject }> {
	if (isUuid(findingId)) await ctx.db.$queryRaw`select id from finding where id = ${findingId}::uuid for update`;
	return loadFindingOutline(ctx, findingId);
}

/**
 * A finding with as much of it as this actor may see. A coordinator does not read the findings of a unit, and is the second who agrees to make one
 * void where no head can be: by number, grade, clause and reason, while it is asked for.
 * @throws NotFound `finding_not_found`
 */
export async function loadFindingOutline(
	ctx: Ctx,
	findingId: string
): Promise<{ finding: LoadedFinding; subject: Subject; sight: ActionSight }> {
	const finding = await findFinding(ctx, findingId);
	const subject = await findingSubject(ctx, finding);
	if (await mayReadFinding(ctx, finding)) return { finding, subject, sight: 'whole' };
	const waits = finding.state !== 'closed' && finding.state !== 'void';
	if (waits && (await agreesToVoidFinding(ctx, finding, subject))) return { finding, subject, sight: 'outline' };
	throw new NotFound('finding_not_found');
}

/** §9, the first of the two: says why it was raised in error. The other side is told. @throws Forbidden, Invalid (reason), Conflict */
export function askVoidFinding(ctx: Ctx, input: { findingId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { finding, subject } = await lockFinding(ctx, input.findingId);
		const comment = requireReason(input.reason, 'reason');
		const me = requireUser(ctx);
		await transition(ctx, findingMachine, finding, 'ask_void', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			data: { voidAskedById: me, voidAskedAt: ctx.clock.now(), voidReason: comment },
			after: { number: finding.number }
		});
		const leads = subject.leadIds ?? [];
		const heads = await headsOf(ctx, finding.unitId);
		const others = heads.filter((id) => id !== me);
		const byProvince = finding.inspectionId !== null || others.length === 0;
		const to = leads.includes(me) ? [...others, ...(byProvince ? await coordinatorsOf(ctx) : [])] : leads;
		await lapse(ctx, 'finding', [finding.id], ['finding_void_asked']);
		await notify(ctx, {
			to,
			kind: 'finding_void_asked',
			subjectType: 'finding',
			subjectId: finding.id,
			unitId: finding.unitId,
			params: { number: String(finding.number), who: nameOf(ctx), reason: comment }
		});
	});
}

/**
 * §9, the second: the finding is void, stays counted as void, and its open actions close as void with it.
 * @throws Forbidden `second_person_needed`; Conflict `void_not_asked`, `illegal_transition` (an action of it is being verified)
 */
export function confirmVoidFinding(ctx: Ctx, input: { findingId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { finding, subject } = await lockFinding(ctx, input.findingId);
		authorize(ctx, 'finding.void', subject);
		if (!finding.voidAskedById) throw new Conflict('void_not_asked');
		const me = requireUser(ctx);
		if (!agree(await sidesOfFinding(ctx, finding, subject), finding.voidAskedById, me)) throw new Forbidden('second_person_needed');
		const reason = tidy(finding.voidReason);
		await transition(ctx, findingMachine, finding, 'void', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { voidedById: me, voidedAt: ctx.clock.now() },
			after: { number: finding.number }
		});
		for (const { id, state } of finding.correctiveActionFinding) {
			if (state === 'closed') continue;
			const { action, subject: ofAction } = await findAction(ctx, id);
			await moveAction(ctx, action, 'void', ofAction, {
				comment: reason,
				follows: 'C12f',
				data: { outcome: 'void', closedAt: ctx.clock.now(), voidReason: reason },
				after: { outcome: 'void' }
			});
			await afterVoid(ctx, action, reason);
		}
		await lapse(ctx, 'finding', [finding.id]);
	});
}
