import { userIdOf, type Role, type SigningCapacity } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { appointAction } from '#lib/domain/people/appointment.ts';
import type { InviteInput } from '#lib/domain/people/forms.ts';
import { lastOfferDay, offerOver } from '#lib/domain/people/offer.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { roleWords } from '#lib/role-names.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { Conflict, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockUnitPeople } from '#lib/server/units/people-lock.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { checkAppointment } from './memberships.ts';
import { authorizeAbout, mayAppointIn } from './person-facts.ts';

export const offerSelect = {
	id: true,
	userId: true,
	unitId: true,
	divisionId: true,
	roles: true,
	position: true,
	capacity: true,
	validFrom: true,
	validTo: true,
	address: true,
	state: true,
	offeredById: true,
	createdAt: true,
	lastDay: true
} as const satisfies Prisma.MembershipOfferSelect;

export type OfferRow = Prisma.MembershipOfferGetPayload<{ select: typeof offerSelect }>;

/**
 * Holds a membership out to a person whom the actor may not see. They are told, decide on their own account page, and until they accept
 * the unit is shown nothing but the address it typed. The same for every account, whatever its state, so that the answer says nothing
 * about it. Recorded as `membership.offer` in the unit's chain, without the person.
 * @param address as it was typed
 * @param role by which the caller has authorised it, with the right that giving the membership asks for
 * @throws Invalid, Conflict `offer_open`
 */
export async function makeOffer(ctx: Ctx, userId: string, address: string, input: InviteInput, role: string): Promise<{ offerId: string }> {
	const offeredById = userIdOf(ctx.actor);
	if (!offeredById) throw new Unauthenticated();
	await lockUnitPeople(ctx, input.unitId);
	const appointment = await checkAppointment(ctx, input.unitId, input, { from: input.validFrom ?? today(ctx), to: input.validTo });
	await giveWay(ctx, userId, input.unitId, role);
	const lastDay = lastOfferDay(today(ctx));
	const offer = await ctx.db.membershipOffer.create({
		data: {
			userId,
			unitId: input.unitId,
			divisionId: appointment.divisionId,
			roles: [...appointment.roles],
			position: appointment.position,
			capacity: appointment.capacity,
			validFrom: input.validFrom === null ? null : toDbDate(input.validFrom),
			validTo: input.validTo === null ? null : toDbDate(input.validTo),
			address,
			offeredById,
			createdAt: ctx.clock.now(),
			lastDay: toDbDate(lastDay)
		},
		select: offerSelect
	});
	await record(ctx, {
		event: 'membership.offer',
		subjectType: 'membership_offer',
		subjectId: offer.id,
		unitId: offer.unitId,
		role,
		after: { ...said(offer), validUntil: lastDay }
	});
	await tellAsked(ctx, offer);
	return { offerId: offer.id };
}

/** One open offer per person and unit. One that has run out is taken back, so that the person can be asked again. */
async function giveWay(ctx: Ctx, userId: string, unitId: string, role: string): Promise<void> {
	const open = await ctx.db.membershipOffer.findFirst({ where: { userId, unitId, state: 'open' }, select: offerSelect });
	if (!open) return;
	if (whyOver(ctx, open) === null) throw new Conflict('offer_open', { field: 'email' });
	await takeBack(ctx, open, role);
}

/**
 * Takes an open offer back. Recorded as `membership.offer_withdraw`; the person's notice goes.
 * @throws NotFound for who may appoint nobody there, Forbidden (an officer, of an offer to become head), Conflict `offer_over`
 */
export function withdrawOffer(ctx: Ctx, input: { id: string }): Promise<{ unitId: string }> {
	return transaction(ctx, async (ctx) => {
		const offer = await lockOffer(ctx, input.id, ({ unitId }) => mayAppointIn(ctx, unitId));
		const role = authorizeAbout(ctx, appointAction(null, offer), { unitId: offer.unitId, personId: null });
		refuseOver(ctx, offer);
		await takeBack(ctx, offer, role);
		return { unitId: offer.unitId };
	});
}

async function takeBack(ctx: Ctx, offer: OfferRow, role: string): Promise<void> {
	await decideOffer(ctx, offer, 'withdrawn');
	await record(ctx, {
		event: 'membership.offer_withdraw',
		subjectType: 'membership_offer',
		subjectId: offer.id,
		unitId: offer.unitId,
		role,
		before: said(offer)
	});
}

/**
 * An offer that this actor may see, as it stands once every other act on the unit's people is over.
 * @throws Unauthenticated, NotFound `offer_not_found`
 */
export async function lockOffer(ctx: Ctx, id: string, sees: (offer: OfferRow) => boolean): Promise<OfferRow> {
	if (ctx.actor.kind === 'public') throw new Unauthenticated();
	const find = () => ctx.db.membershipOffer.findUnique({ where: { id }, select: offerSelect });
	const found = await find();
	if (!found || !sees(found)) throw new NotFound('offer_not_found');
	await lockUnitPeople(ctx, found.unitId);
	return (await find()) ?? found;
}

function whyOver(ctx: Ctx, offer: OfferRow) {
	return offerOver({ state: offer.state, lastDay: fromDbDate(offer.lastDay) }, today(ctx));
}

/** @throws Conflict `offer_over` with the reason */
export function refuseOver(ctx: Ctx, offer: OfferRow): void {
	const reason = whyOver(ctx, offer);
	if (reason !== null) throw new Conflict('offer_over', { reason });
}

/** Writes the answer, once, and ends the notice that asked for it. @throws Conflict `offer_over` */
export async function decideOffer(ctx: Ctx, offer: OfferRow, state: 'accepted' | 'declined' | 'withdrawn'): Promise<void> {
	const { count } = await ctx.db.membershipOffer.updateMany({
		where: { id: offer.id, state: 'open' },
		data: { state, decidedAt: ctx.clock.now() }
	});
	if (count !== 1) throw new Conflict('offer_over');
	await lapse(ctx, 'membership_offer', [offer.id], ['offer_made']);
}

/** What an offer says of the membership. */
export type OfferTerms = {
	roles: Role[];
	position: string;
	capacity: SigningCapacity | null;
	/** Null: from the day it is accepted. */
	from: Day | null;
	to: Day | null;
};

export function offerTerms({ roles, position, capacity, validFrom, validTo }: OfferRow): OfferTerms {
	return { roles, position, capacity, from: fromDbDate(validFrom), to: fromDbDate(validTo) };
}

/** What the unit knows of an offer, for its trail: who is asked stands there only as the address that was typed. */
export function said(offer: OfferRow) {
	return { address: offer.address, ...offerTerms(offer), divisionId: offer.divisionId };
}

async function tellAsked(ctx: Ctx, offer: OfferRow): Promise<void> {
	const { locale } = await ctx.db.user.findUniqueOrThrow({ where: { id: offer.userId }, select: { locale: true } });
	await notify(ctx, {
		to: [offer.userId],
		kind: 'offer_made',
		subjectType: 'membership_offer',
		subjectId: offer.id,
		unitId: offer.unitId,
		params: {
			unit: await unitNameOn(ctx, offer.unitId, today(ctx)),
			who: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
			what: roleWords(offer.roles, locale),
			day: formatDay(fromDbDate(offer.lastDay))
		}
	});
}

/** An open offer as the unit sees it. */
export type UnitOffer = OfferTerms & {
	id: string;
	/** As typed: nothing of the account behind it. */
	address: string;
	offeredBy: string;
	offeredAt: Date;
	lastDay: Day;
	mayWithdraw: boolean;
};

/** The open offers of a unit, newest first, for who may appoint anybody there; for others none. */
export async function unitOffers(ctx: Ctx, unitId: string): Promise<UnitOffer[]> {
	if (!mayAppointIn(ctx, unitId)) return [];
	const rows = await ctx.db.membershipOffer.findMany({
		where: { unitId, state: 'open', lastDay: { gte: toDbDate(today(ctx)) } },
		orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
		select: { ...offerSelect, offeredBy: { select: { fullName: true } } }
	});
	return rows.map((offer) => ({
		id: offer.id,
		address: offer.address,
		...offerTerms(offer),
		offeredBy: offer.offeredBy.fullName,
		offeredAt: offer.createdAt,
		lastDay: fromDbDate(offer.lastDay),
		mayWithdraw: may(ctx.actor, appointAction(null, offer), { unitId })
	}));
}
