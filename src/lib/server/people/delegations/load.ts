import { delegationLifecycle, type DelegationEvent, type DelegationState } from '#lib/domain/people/delegation.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { lockUnitPeople } from '#lib/server/units/people-lock.ts';

export const delegationMachine: Machine<DelegationState, DelegationEvent> = {
	name: 'delegation',
	subjectType: 'delegation',
	table: delegationLifecycle
};

const person = { select: { id: true, fullName: true, status: true, locale: true } } as const;
export const delegationInclude = {
	from: person,
	to: person,
	createdBy: { select: { id: true, fullName: true } },
	endedBy: { select: { fullName: true } }
} as const satisfies Prisma.DelegationInclude;
export type Delegation = Prisma.DelegationGetPayload<{ include: typeof delegationInclude }>;

/** What the policy is asked about: whichever of the two the actor is, is `self`. */
export function delegationSubject(ctx: Ctx, row: Pick<Delegation, 'unitId' | 'fromId' | 'toId'>): Subject {
	const me = userIdOf(ctx.actor);
	return { unitId: row.unitId, personId: me === row.toId ? row.toId : row.fromId };
}

/** A delegation that the actor may see; others do not exist. @throws Unauthenticated, NotFound */
export async function loadDelegation(ctx: Ctx, id: string): Promise<{ row: Delegation; subject: Subject }> {
	if (ctx.actor.kind === 'public') throw new Unauthenticated();
	const row = isUuid(id) ? await ctx.db.delegation.findUnique({ where: { id }, include: delegationInclude }) : null;
	const subject = row ? delegationSubject(ctx, row) : {};
	if (!row || !may(ctx.actor, 'delegation.read', subject)) throw new NotFound('delegation_not_found');
	return { row, subject };
}

/** The same, as it stands once every other act on the people of the unit is over. @throws Unauthenticated, NotFound */
export async function lockDelegation(ctx: Ctx, id: string): Promise<{ row: Delegation; subject: Subject }> {
	const { row } = await loadDelegation(ctx, id);
	await lockUnitPeople(ctx, row.unitId);
	return loadDelegation(ctx, id);
}

/** Whether both still hold what it asks for, on a day: the absent one some of the roles, the delegate a place in the unit. */
export async function holding(ctx: Ctx, rows: readonly { id: string }[], day: string): Promise<Set<string>> {
	const ids = rows.map(({ id }) => id);
	const found = await ctx.db.$queryRaw<{ id: string }[]>`
		select d.id from delegation d cross join lateral eiso_delegations_of(d.to_id, ${day}::date) o where o.id = d.id and d.id = any(${ids}::uuid[])`;
	return new Set(found.map(({ id }) => id));
}
