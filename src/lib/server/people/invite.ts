import { appointAction } from '#lib/domain/people/appointment.ts';
import type { InviteInput } from '#lib/domain/people/forms.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { sendInvitation } from './invitations.ts';
import { giveMembership, unitStands } from './memberships.ts';
import { makeOffer } from './offers.ts';
import { authorizeAbout, loadPerson, type LoadedPerson } from './person-facts.ts';
import { checkNames, createPerson } from './person-names.ts';

/** Somebody who is of the unit now. */
export type Invited = {
	asked: false;
	userId: string;
	membershipId: string;
	staffName: string | null;
	/** False when the mail address had an account, which got the membership. */
	created: boolean;
};

/** Somebody who was only asked: who they are stays with them until they accept. */
export type Asked = { asked: true; address: string; staffName: null };

/**
 * Brings a person into a unit: a new account with a membership, and by mail a first link; by slip nothing yet, the codes are made
 * when the slip is printed. An address that has an account is refused unless `useExisting`. Then a person whom the actor sees already
 * gets the membership, and anybody else is offered it: no unit takes in a person who has not agreed, and none learns who they are.
 * Recorded as `person.create` and `membership.add`, or as `membership.offer`.
 * @throws NotFound (unit), Forbidden (`forbidden`, `self_appointment`), Invalid, Conflict `email_taken`, `offer_open`, `staff_name_taken` ...
 */
export function invitePerson(ctx: Ctx, input: InviteInput & { useExisting: false }): Promise<Invited>;
export function invitePerson(ctx: Ctx, input: InviteInput): Promise<Invited | Asked>;
export function invitePerson(ctx: Ctx, input: InviteInput): Promise<Invited | Asked> {
	return transaction(ctx, async (ctx) => {
		const role = authorizeAbout(ctx, appointAction(null, input), { unitId: input.unitId, personId: null });
		const unit = await unitStands(ctx, input.unitId, input.validFrom && input.validFrom > today(ctx) ? input.validFrom : today(ctx));
		const names = checkNames(input);
		const existing = names.email ? await ctx.db.user.findUnique({ where: { email: names.email }, select: { id: true } }) : null;
		if (existing && !input.useExisting) throw new Conflict('email_taken', { field: 'email' });
		if (existing) return takeIn(ctx, existing.id, input, role);
		const person = await createPerson(ctx, { ...names, unitCode: unit.code, locale: input.locale });
		await record(ctx, {
			event: 'person.create',
			subjectType: 'person',
			subjectId: person.id,
			unitId: input.unitId,
			role,
			after: { fullName: person.fullName, email: person.email, staffName: person.staffName }
		});
		const { membershipId } = await giveMembership(ctx, person, input);
		if (input.channel === 'mail') await sendInvitation(ctx, { userId: person.id });
		return { asked: false, userId: person.id, membershipId, staffName: person.staffName, created: true };
	});
}

/** The account that an address has: whoever sees the person gives the membership, everybody else can only ask. */
async function takeIn(ctx: Ctx, userId: string, input: InviteInput, role: string): Promise<Invited | Asked> {
	const person = await seenPerson(ctx, userId);
	if (person) {
		const { membershipId } = await giveMembership(ctx, person, input);
		return { asked: false, userId, membershipId, staffName: person.staffName, created: false };
	}
	const address = (input.email ?? '').normalize('NFC');
	await makeOffer(ctx, userId, address, input, role);
	return { asked: true, address, staffName: null };
}

async function seenPerson(ctx: Ctx, userId: string): Promise<LoadedPerson | null> {
	return loadPerson(ctx, userId).catch((error: unknown) => {
		if (error instanceof NotFound) return null;
		throw error;
	});
}
