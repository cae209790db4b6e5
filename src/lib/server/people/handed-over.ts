import { fromDbDate, toDbDate, addDays } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { ClosingSteps, EndingUnit } from '#lib/server/units/finish-closing.ts';
import { decideOffer, endOffers, loadOffer, offer } from '#lib/server/units/handed-over.ts';
import { endDelegationsOf } from './delegations/follow.ts';
import { writeMembership } from './memberships.ts';

/**
 * The people of a unit that ends (states.md §11): their memberships end with it, and are proposed in the successor from the entry of the
 * event on, with the roles that they had. Its head or the coordinator confirms each; nobody loses their own history.
 */
export const peopleClosing: ClosingSteps = {
	atEntry: async (ctx, ending) => {
		await proposeMemberships(ctx, ending);
	},
	// Who came after the event was entered.
	fromDay: async (ctx, ending) => ({
		proposedPeople: await proposeMemberships(ctx, ending),
		delegations: await endDelegationsOf(ctx, ending.unitId)
	}),
	callOff: async (ctx, { eventId, unitId }) => {
		if (eventId !== null) await endOffers(ctx, { eventId, originUnitId: unitId });
	}
};

async function proposeMemberships(ctx: Ctx, ending: EndingUnit): Promise<number> {
	const last = toDbDate(addDays(ending.day, -1));
	const memberships = await ctx.db.membership.findMany({
		where: {
			unitId: ending.unitId,
			validFrom: { lte: last },
			OR: [{ validTo: null }, { validTo: { gt: last } }],
			user: { status: { not: 'disabled' } }
		},
		select: { id: true }
	});
	return offer(
		ctx,
		ending,
		'membership',
		memberships.map(({ id }) => id)
	);
}

/**
 * Confirms a person in the successor with the roles and the position that they had, from its first day, or from today when that has come;
 * another successor does not get them. The division is given there.
 * @throws NotFound; Forbidden; Conflict `illegal_transition`, `person_disabled`, `membership_overlaps`, `administrator_alone`
 */
export function takeMembership(ctx: Ctx, id: string): Promise<{ membershipId: string }> {
	return transaction(ctx, async (ctx) => {
		const found = await loadOffer(ctx, id);
		const role = authorize(ctx, 'handed_over.appoint', { unitId: found.unitId });
		if (found.state !== 'open') throw new Conflict('illegal_transition', { state: found.state, event: 'take' });
		const was = await ctx.db.membership.findUniqueOrThrow({
			where: { id: found.subjectId },
			select: { roles: true, position: true, capacity: true, user: { select: { id: true, fullName: true, status: true } } }
		});
		const first = fromDbDate(found.event.effectiveOn);
		const validFrom = first > today(ctx) ? first : today(ctx);
		const { roles, position, capacity, user } = was;
		const input = { unitId: found.unitId, divisionId: null, roles, position, capacity, validFrom, validTo: null };
		const { membershipId } = await writeMembership(ctx, user, input, { role });
		await decideOffer(ctx, found, 'take', { resultId: membershipId, what: user.fullName });
		await endOffers(ctx, { eventId: found.eventId, kind: 'membership', subjectIds: [found.subjectId], exceptId: found.id });
		return { membershipId };
	});
}
