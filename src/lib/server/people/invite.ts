import { appointAction } from '#lib/domain/people/appointment.ts';
import type { InviteInput } from '#lib/domain/people/forms.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { sendInvitation } from './invitations.ts';
import { giveMembership, unitStands } from './memberships.ts';
import { authorizeAbout, loadPerson } from './person-facts.ts';
import { checkNames, createPerson } from './person-names.ts';

export type Invited = {
	userId: string;
	membershipId: string;
	staffName: string | null;
	/** False when the mail address had an account, which got the membership. */
	created: boolean;
};

/**
 * Brings a person into a unit: a new account with a membership, and by mail a first link; by slip nothing yet, the codes are made
 * when the slip is printed. An address that has an account is refused unless `useExisting`, then that account gets the membership.
 * Recorded as `person.create` and `membership.add`.
 * @throws NotFound (unit), Forbidden (`forbidden`, `self_appointment`), Invalid, Conflict `email_taken`, `invited_elsewhere`, `staff_name_taken` ...
 */
export function invitePerson(ctx: Ctx, input: InviteInput): Promise<Invited> {
	return transaction(ctx, async (ctx) => {
		const role = authorizeAbout(ctx, appointAction(null, input), { unitId: input.unitId, personId: null });
		const unit = await unitStands(ctx, input.unitId, input.validFrom && input.validFrom > today(ctx) ? input.validFrom : today(ctx));
		const names = checkNames(input);
		const existing = names.email
			? await ctx.db.user.findUnique({ where: { email: names.email }, select: { id: true, fullName: true, status: true, staffName: true } })
			: null;
		if (existing && !input.useExisting) throw new Conflict('email_taken', { field: 'email' });
		if (existing) {
			await requireActivated(ctx, existing);
			const { membershipId } = await giveMembership(ctx, existing, input);
			return { userId: existing.id, membershipId, staffName: existing.staffName, created: false };
		}
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
		return { userId: person.id, membershipId, staffName: person.staffName, created: true };
	});
}

/**
 * An account whose owner has not come in yet is a key that whoever prints its slip holds: only who sees the person already takes it in
 * a second time. @throws Conflict `invited_elsewhere`
 */
async function requireActivated(ctx: Ctx, existing: { id: string; status: string }): Promise<void> {
	if (existing.status !== 'invited') return;
	await loadPerson(ctx, existing.id).catch((error: unknown) => {
		throw error instanceof NotFound ? new Conflict('invited_elsewhere', { field: 'email' }) : error;
	});
}
