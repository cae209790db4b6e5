import { hasProvinceRole, userIdOf, type Role } from '#lib/domain/permissions/actor.ts';
import { decide, may } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { Forbidden, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

export const membershipSelect = {
	id: true,
	userId: true,
	unitId: true,
	divisionId: true,
	roles: true,
	position: true,
	capacity: true,
	validFrom: true,
	validTo: true,
	rowVersion: true
} as const satisfies Prisma.MembershipSelect;

export type MembershipRow = Prisma.MembershipGetPayload<{ select: typeof membershipSelect }>;

const personSelect = {
	id: true,
	fullName: true,
	email: true,
	staffName: true,
	phone: true,
	locale: true,
	status: true,
	passwordHash: true,
	recoveryCodeHash: true,
	disabledAt: true,
	lastSignInAt: true,
	rowVersion: true,
	memberships: { select: membershipSelect, orderBy: [{ validFrom: 'desc' }, { createdAt: 'desc' }] },
	appointments: { select: { id: true, role: true, position: true, validFrom: true, validTo: true }, orderBy: { validFrom: 'desc' } }
} as const satisfies Prisma.UserSelect;

export type LoadedPerson = Prisma.UserGetPayload<{ select: typeof personSelect }>;

/** Whether `[validFrom, validTo)` holds on a day. */
export function holdsOn(dated: { validFrom: Date; validTo: Date | null }, day: Day): boolean {
	const to = fromDbDate(dated.validTo);
	return fromDbDate(dated.validFrom) <= day && (to === null || day < to);
}

/** Holds on a day or from a later one. */
export function endsAfter(dated: { validFrom: Date; validTo: Date | null }, day: Day): boolean {
	const to = fromDbDate(dated.validTo);
	return to === null || (day < to && fromDbDate(dated.validFrom) < to);
}

/**
 * A person this actor may see: of one's own unit now (its officers and heads also see who was there), everybody for coordinator and
 * administrator, oneself. @throws NotFound for everybody else
 */
export async function loadPerson(ctx: Ctx, userId: string): Promise<LoadedPerson> {
	const person = isUuid(userId) ? await ctx.db.user.findUnique({ where: { id: userId }, select: personSelect }) : null;
	if (!person || !seesPerson(ctx, person)) throw new NotFound('person_not_found');
	return person;
}

function seesPerson(ctx: Ctx, person: LoadedPerson): boolean {
	if (userIdOf(ctx.actor) === person.id) return true;
	if (may(ctx.actor, 'person.list')) return true;
	return person.memberships.some((membership) => {
		const unit = { unitId: membership.unitId };
		const now = endsAfter(membership, today(ctx));
		return may(ctx.actor, now ? 'person.list' : 'person.appoint_staff', unit);
	});
}

/**
 * Lets an act about a person pass, or throws. Nobody appoints themselves, whatever roles they hold.
 * @param unitId the unit it happens in; a unit whose people the actor may not list does not exist for them
 * @returns the role by which it was allowed
 * @throws Unauthenticated, NotFound, Forbidden (`forbidden`, `self_appointment`)
 */
export function authorizeAbout(ctx: Ctx, action: Action, about: { unitId: string | null; personId: string | null }): string {
	const decision = decide(ctx.actor, action, about);
	if (decision.allowed) return decision.role;
	if (ctx.actor.kind === 'public') throw new Unauthenticated();
	if (about.unitId !== null && !may(ctx.actor, 'person.list', { unitId: about.unitId })) throw new NotFound('unit_not_found');
	throw new Forbidden(decision.reason === 'separation_of_duties' ? 'self_appointment' : 'forbidden');
}

/** Whether the actor may bring anybody at all into a unit, and so sees whom it has asked. */
export function mayAppointIn(ctx: Ctx, unitId: string | null): boolean {
	return may(ctx.actor, 'person.appoint_staff', { unitId }) || may(ctx.actor, 'person.appoint_lead', { unitId });
}

/** Active people who hold a role in a unit on a day. */
export async function holdersOn(ctx: Ctx, unitId: string, role: Role, day: Day): Promise<{ userId: string; membershipId: string }[]> {
	const date = new Date(`${day}T00:00:00Z`);
	const rows = await ctx.db.membership.findMany({
		where: {
			unitId,
			roles: { has: role },
			validFrom: { lte: date },
			OR: [{ validTo: null }, { validTo: { gt: date } }],
			user: { status: { not: 'disabled' } }
		},
		select: { id: true, userId: true }
	});
	return rows.map((row) => ({ userId: row.userId, membershipId: row.id }));
}

/** Active officers and heads of a unit on a day: who is told of what happens to its people. */
export async function leadsOn(ctx: Ctx, unitId: string, day: Day): Promise<string[]> {
	const holders = [...(await holdersOn(ctx, unitId, 'head', day)), ...(await holdersOn(ctx, unitId, 'officer', day))];
	return holders.map(({ userId }) => userId);
}

/** For administrators, who see accounts but no content. */
export function seesNoContent(ctx: Ctx): boolean {
	return hasProvinceRole(ctx.actor, 'administrator');
}
