import { hasProvinceRole, systemActor } from '#lib/domain/permissions/actor.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { appointAction } from '#lib/domain/people/appointment.ts';
import { startAfterOffer } from '#lib/domain/people/offer.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { ownAccount, type OwnAccount } from '#lib/server/identity/own-account.ts';
import { ownActor } from '#lib/server/identity/own-actor.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn, unitNamesOn, validOn } from '#lib/server/units/units-on-day.ts';
import { writeMembership } from './memberships.ts';
import { decideOffer, lockOffer, offerSelect, offerTerms, refuseOver, said, type OfferRow, type OfferTerms } from './offers.ts';
import { leadsOn } from './person-facts.ts';

/** An open offer as the person it is made to sees it. */
export type OwnOffer = OfferTerms & {
	id: string;
	unit: string;
	division: string | null;
	offeredBy: string;
	lastDay: Day;
};

/** The person's own account and what units offer them. @throws Unauthenticated, Forbidden (a token) */
export async function accountPage(ctx: Ctx): Promise<{ account: OwnAccount; offers: OwnOffer[] }> {
	return { account: await ownAccount(ctx), offers: await ownOffers(ctx) };
}

/** The offers that the acting person can still accept or decline, oldest first. @throws Unauthenticated, Forbidden */
export async function ownOffers(ctx: Ctx): Promise<OwnOffer[]> {
	const { userId } = ownActor(ctx);
	const named = { where: validOn(today(ctx)), take: 1, select: { name: true } };
	const rows = await ctx.db.membershipOffer.findMany({
		where: { userId, state: 'open', lastDay: { gte: toDbDate(today(ctx)) } },
		orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
		select: { ...offerSelect, division: { select: { versions: named } }, offeredBy: { select: { fullName: true } } }
	});
	const units = await unitNamesOn(
		ctx,
		rows.map((offer) => offer.unitId),
		today(ctx)
	);
	return rows.map((offer) => ({
		id: offer.id,
		unit: units.get(offer.unitId)?.name ?? '',
		division: offer.division?.versions[0]?.name ?? null,
		...offerTerms(offer),
		offeredBy: offer.offeredBy.fullName,
		lastDay: fromDbDate(offer.lastDay)
	}));
}

/**
 * Accepts an offer: the acting person becomes one of the unit's, as if whoever offered had given the membership now, and only while
 * they still may. Recorded as `membership.add` with the offer and who made it; officers and heads are told.
 * @throws NotFound `offer_not_found` (not one's own), Forbidden (a token), Conflict `offer_over` with a reason (`accepted`, `declined`,
 * `withdrawn`, `expired`, `unit`, `offerer`, `changed`), `administrator_alone`, `membership_overlaps`
 */
export function acceptOffer(ctx: Ctx, input: { id: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { offer, person } = await lockOwnOffer(ctx, input.id);
		if (hasProvinceRole(ctx.actor, 'administrator')) throw new Conflict('administrator_alone');
		await requireOfferer(ctx, offer);
		await decideOffer(ctx, offer, 'accepted');
		await give(ctx, offer, person);
		await tellUnit(ctx, offer, 'offer_accepted', person.fullName);
	});
}

/**
 * Declines an offer. Recorded as `membership.offer_decline` in the unit's chain, where who declined is named by the address that the
 * unit typed: the person stays unknown to it. Officers and heads are told.
 * @throws as `acceptOffer`
 */
export function declineOffer(ctx: Ctx, input: { id: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { offer } = await lockOwnOffer(ctx, input.id);
		await decideOffer(ctx, offer, 'declined');
		const unnamed = { ...ctx, actor: { ...systemActor, name: offer.address } };
		await record(unnamed, {
			event: 'membership.offer_decline',
			subjectType: 'membership_offer',
			subjectId: offer.id,
			unitId: offer.unitId,
			role: 'self',
			before: said(offer)
		});
		await tellUnit(ctx, offer, 'offer_declined', offer.address);
	});
}

async function lockOwnOffer(ctx: Ctx, id: string) {
	const { userId } = ownActor(ctx);
	const offer = await lockOffer(ctx, id, (one) => one.userId === userId);
	refuseOver(ctx, offer);
	const person = await ctx.db.user.findUnique({
		where: { id: userId, status: 'active' },
		select: { id: true, fullName: true, status: true }
	});
	if (!person) throw new NotFound('offer_not_found');
	return { offer, person };
}

/** An offer is worth what its maker may give today: who lost the right, or the account, gives nothing any more. */
async function requireOfferer(ctx: Ctx, offer: OfferRow): Promise<void> {
	const offerer = await loadActor(ctx.db, offer.offeredById, today(ctx));
	const about = { unitId: offer.unitId, personId: offer.userId };
	if (!offerer || !decide(offerer, appointAction(null, offer), about).allowed) throw new Conflict('offer_over', { reason: 'offerer' });
}

async function give(ctx: Ctx, offer: OfferRow, person: { id: string; fullName: string; status: string }): Promise<void> {
	const { unitId, roles, position, capacity, divisionId } = offer;
	const dates = { validFrom: startAfterOffer(fromDbDate(offer.validFrom), today(ctx)), validTo: fromDbDate(offer.validTo) };
	const given = { role: 'self', offer: { id: offer.id, offeredById: offer.offeredById } };
	try {
		await writeMembership(ctx, person, { unitId, roles, position, capacity, divisionId, ...dates }, given);
	} catch (error) {
		// The person typed nothing: what no longer fits is the offer.
		if (error instanceof Invalid) throw new Conflict('offer_over', { reason: 'changed' });
		if (error instanceof NotFound && error.code === 'unit_not_found') throw new Conflict('offer_over', { reason: 'unit' });
		throw error;
	}
}

async function tellUnit(ctx: Ctx, offer: OfferRow, kind: 'offer_accepted' | 'offer_declined', who: string): Promise<void> {
	const { unitId } = offer;
	await notify(ctx, {
		to: await leadsOn(ctx, unitId, today(ctx)),
		kind,
		subjectType: 'membership_offer',
		subjectId: offer.id,
		unitId,
		params: { unit: await unitNameOn(ctx, unitId, today(ctx)), who, what: offer.address }
	});
}
