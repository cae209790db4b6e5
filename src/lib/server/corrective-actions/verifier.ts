import type { Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { activeMembership } from '#lib/server/documents/eligibility.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { forgetOfAction, lockAction, moveAction, tellOfAction, type ActionResult, type LoadedAction } from './action-facts.ts';
import { inspectorsOf } from './inspectors.ts';
import { hasVerifier } from './still-verifies.ts';

const anyRole = ['reader', 'drafter', 'officer', 'reviewer', 'head', 'internal_auditor'] as const;

/**
 * Everybody who owns the action or does a line of its plan, did so until it was given to another, showed what was done or wrote on it: none of
 * them verifies it (states.md C10). The guard of the database asks the same.
 */
export async function peopleOfPlan(ctx: Ctx, action: { id: string }): Promise<ReadonlySet<string>> {
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`select id from eiso_people_of_action(${action.id}::uuid) id`;
	return new Set(rows.map(({ id }) => id));
}

export type NameVerifier = {
	actionId: string;
	/** Somebody of the unit; of an inspection an inspector. */
	userId?: string | null;
	/** A guest from another unit, by their mail address, with why nobody of the own unit can. */
	guestEmail?: string | null;
	reason?: string | null;
	rowVersion?: number;
};

/**
 * Names who verifies the action, or another one instead: an officer or head, of what an inspection found the coordinator or the lead. A guest
 * has rights to this action only. Told to whoever is named. Recorded as `corrective_action.name_verifier`.
 * @throws NotFound, Forbidden, Conflict `illegal_transition`, `stale`; Invalid `userId` (`verifier_did_it`, `person_unknown`, `not_inspector`),
 * `guestEmail`, `reason`
 */
export function nameVerifier(ctx: Ctx, input: NameVerifier): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const inspected = action.source === 'inspection';
		// Whoever may not is told nothing of who is known.
		authorize(ctx, inspected ? 'action.name_inspector' : 'action.name_verifier', subject);
		const named = await whoIsNamed(ctx, action, input);
		// Who has left and comes back as a guest is named again.
		if (named.userId === action.verifierId && (await hasVerifier(ctx, action))) throw new Conflict('verifier_named_already');
		return giveCheck(ctx, action, subject, named, { rowId: rowOf(action, inspected), rowVersion: input.rowVersion });
	});
}

/** The check of an action of the caller's transaction to another verifier, by the caller's right or by an act that it follows. */
export async function giveCheck(
	ctx: Ctx,
	action: LoadedAction,
	subject: Subject,
	named: Named,
	by: { rowId?: string; rowVersion?: number; follows?: string }
): Promise<ActionResult> {
	const moved = await moveAction(ctx, action, 'name_verifier', subject, {
		rowId: by.rowId,
		follows: by.follows,
		expectedRowVersion: by.rowVersion,
		comment: named.reason,
		data: {
			verifierId: named.userId,
			verifierNamedById: requireUser(ctx),
			verifierNamedAt: ctx.clock.now(),
			verifierUnitId: named.unitId,
			verifierReason: named.reason
		},
		before: { verifier: action.verifierId },
		details: { verifier: named.userId, ...(named.unitId ? { guestOf: named.unitId } : {}) }
	});
	await forgetOfAction(ctx, action.id, ['action_verifier_named', 'action_check_due', 'action_check_unnamed']);
	await tellOfAction(ctx, { ...action, verifierId: named.userId }, 'action_verifier_named', [named.userId]);
	return moved;
}

const rows: Readonly<Record<string, { own: string; inspected: string }>> = {
	analysing: { own: 'C10a', inspected: 'C10ai' },
	awaiting_plan_approval: { own: 'C10w', inspected: 'C10wi' },
	in_progress: { own: 'C10n', inspected: 'C10ni' },
	verifying: { own: 'C10m', inspected: 'C10mi' }
};

function rowOf(action: LoadedAction, inspected: boolean): string | undefined {
	const row = rows[action.state];
	return inspected ? row?.inspected : row?.own;
}

export type Named = { userId: string; unitId: string | null; reason: string | null };

async function whoIsNamed(ctx: Ctx, action: LoadedAction, input: NameVerifier): Promise<Named> {
	const named = input.guestEmail ? await guest(ctx, action, input) : await ownPerson(ctx, action, input.userId ?? '');
	if ((await peopleOfPlan(ctx, action)).has(named.userId))
		throw new Invalid({ [input.guestEmail ? 'guestEmail' : 'userId']: 'verifier_did_it' });
	return named;
}

async function ownPerson(ctx: Ctx, action: LoadedAction, userId: string): Promise<Named> {
	if (!isUuid(userId)) throw new Invalid({ userId: 'required' });
	if (action.source === 'inspection') {
		if (!(await inspectorsOf(ctx)).includes(userId)) throw new Invalid({ userId: 'not_inspector' });
	} else {
		const where = { ...activeMembership(today(ctx), action.unitId, anyRole), userId };
		if ((await ctx.db.membership.count({ where })) === 0) throw new Invalid({ userId: 'person_unknown' });
	}
	return { userId, unitId: null, reason: null };
}

async function guest(ctx: Ctx, action: LoadedAction, input: NameVerifier): Promise<Named> {
	if (action.source === 'inspection') throw new Invalid({ guestEmail: 'not_inspector' });
	const reason = tidy(input.reason);
	if (reason === '') throw new Invalid({ reason: 'reason_required' });
	if (reason.length > 500) throw new Invalid({ reason: 'too_long:500' });
	const found = await ctx.db.membership.findFirst({
		where: {
			...validOn(today(ctx)),
			user: { status: 'active', email: { equals: tidy(input.guestEmail), mode: 'insensitive' } },
			unitId: { not: action.unitId }
		},
		orderBy: { validFrom: 'desc' },
		select: { userId: true, unitId: true }
	});
	if (!found) throw new Invalid({ guestEmail: 'guest_unknown' });
	return { ...found, reason };
}

/** Who can be named without being a guest, by name. The caller has loaded the action. */
export async function verifierChoices(ctx: Ctx, action: LoadedAction): Promise<{ id: string; name: string }[]> {
	const busy = await peopleOfPlan(ctx, action);
	const where =
		action.source === 'inspection'
			? { id: { in: await inspectorsOf(ctx) } }
			: { status: 'active' as const, memberships: { some: { unitId: action.unitId, ...validOn(today(ctx)) } } };
	const people = await ctx.db.user.findMany({ where, orderBy: { fullName: 'asc' }, select: { id: true, fullName: true } });
	return people.filter(({ id }) => !busy.has(id)).map(({ id, fullName }) => ({ id, name: fullName }));
}
