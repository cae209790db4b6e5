import { dayFaults, delegableRoles } from '#lib/domain/people/delegation.ts';
import type { DelegationInput } from '#lib/domain/people/delegation-forms.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitEnd } from '#lib/server/units/units-on-day.ts';
import { lockUnitPeople } from '#lib/server/units/people-lock.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { delegationInclude } from './load.ts';
import { tell } from './tell.ts';

/**
 * Holds roles of somebody who is or will be away out to another person of the unit. By the absent one, or for them by a head of the unit,
 * the coordinator or an administrator; nobody gives them to themselves. Takes effect on its first day, once accepted. Recorded as
 * `delegation.offer`; the delegate and, where somebody else makes it, the absent one are told.
 * @throws Unauthenticated, NotFound, Forbidden, Invalid by field; Conflict `delegation_overlaps`
 */
export function offerDelegation(ctx: Ctx, input: DelegationInput & { unitId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const me = userIdOf(ctx.actor);
		if (me === null) throw new Unauthenticated();
		const { unitId, fromId, toId } = input;
		const role = authorize(
			ctx,
			'delegation.make',
			{ unitId, personId: fromId },
			{ readable: me === fromId || may(ctx.actor, 'person.list', { unitId }) }
		);
		await lockUnitPeople(ctx, unitId);
		const roles = delegableRoles.filter((one) => input.roles.includes(one));
		const faults: Record<string, string> = { ...dayFaults(input, today(ctx)) };
		if (roles.length === 0) faults.roles = 'role_required';
		if (toId === fromId) faults.toId = 'delegate_self';
		else if (toId === me) faults.toId = 'delegate_to_maker';
		if (roles.includes('head') && input.paper === '') faults.paper = 'paper_required';
		if (Object.keys(faults).length > 0) throw new Invalid(faults);
		await requirePeople(ctx, { ...input, roles });
		const overlap = await ctx.db.delegation.findFirst({
			where: {
				...{ unitId, fromId, state: { in: ['offered', 'accepted'] }, roles: { hasSome: roles } },
				...{ validFrom: { lte: toDbDate(input.lastDay) }, validTo: { gt: toDbDate(input.from) } }
			},
			select: { id: true }
		});
		if (overlap) throw new Conflict('delegation_overlaps', { field: 'roles' });
		const row = await ctx.db.delegation.create({
			data: {
				...{ unitId, fromId, toId, roles, reason: input.reason, paper: roles.includes('head') ? input.paper : '' },
				...{ validFrom: toDbDate(input.from), validTo: toDbDate(addDays(input.lastDay, 1)) },
				...{ createdById: me, createdAt: ctx.clock.now() }
			},
			include: delegationInclude
		});
		await record(ctx, {
			event: 'delegation.offer',
			subjectType: 'delegation',
			subjectId: row.id,
			unitId,
			role,
			after: { from: fromId, to: toId, roles, validFrom: input.from, lastDay: input.lastDay, paper: row.paper },
			comment: input.reason
		});
		await tell(ctx, row, 'delegation_offered', [toId]);
		await tell(ctx, row, 'delegation_made_for_you', [fromId]);
		return { id: row.id };
	});
}

/** The absent one holds each role by a membership, the delegate is an active person of the unit, both on the first day. */
async function requirePeople(ctx: Ctx, input: Pick<DelegationInput, 'fromId' | 'toId' | 'roles' | 'from'> & { unitId: string }) {
	const { unitId, fromId, toId, from } = input;
	const end = await unitEnd(ctx, unitId);
	if (end !== null && end <= from) throw new NotFound('unit_not_found');
	const rows = await ctx.db.membership.findMany({
		where: { unitId, userId: { in: [fromId, toId] }, validFrom: { lte: toDbDate(from) } },
		select: { userId: true, roles: true, validTo: true, user: { select: { status: true } } }
	});
	const there = rows.filter(({ validTo, user }) => user.status === 'active' && goesOn(fromDbDate(validTo), from));
	const held = there.filter(({ userId }) => userId === fromId).flatMap(({ roles }) => roles);
	const faults: Record<string, string> = {};
	if (!input.roles.every((role) => held.includes(role))) faults.roles = 'role_not_held';
	if (!there.some(({ userId }) => userId === toId)) faults.toId = 'delegate_not_here';
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
}

const goesOn = (to: Day | null, day: Day): boolean => to === null || to > day;
