import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isLead } from '#lib/domain/people/appointment.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { hashPrintedCode, newPrintedCode } from '#lib/server/identity/printed-code.ts';
import { hashSecret, newSecret } from '#lib/server/identity/secrets.ts';
import { queueMail } from '#lib/server/notifications/mail.ts';
import type { InvitationSlip } from '#lib/server/pdf/report-data.ts';
import { Conflict, Forbidden } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { checkNames } from './person-names.ts';
import { authorizeAbout, endsAfter, loadPerson, type LoadedPerson } from './person-facts.ts';

const validDays = 7;

/** Where the mailed link leads. */
export function invitationPath(secret: string): string {
	return `/invitation/${secret}`;
}

type Right = { action: 'person.appoint_province' | 'person.appoint_lead' | 'person.appoint_staff'; unitId: string | null };

/**
 * The right that bringing a person in asks for: to give the most that the person holds. A slip or a new link is a key to the
 * account, so an officer never makes one for a head. Null for somebody who holds nothing.
 */
function invitationRight(ctx: Ctx, person: LoadedPerson): Right | null {
	const day = today(ctx);
	if (person.appointments.some((appointment) => endsAfter(appointment, day))) return { action: 'person.appoint_province', unitId: null };
	const current = person.memberships.filter((membership) => endsAfter(membership, day));
	const leading = current.filter((membership) => membership.roles.some(isLead));
	const action = leading.length > 0 ? 'person.appoint_lead' : 'person.appoint_staff';
	const units = (leading.length > 0 ? leading : current).map((membership) => membership.unitId);
	const allowed = units.filter((id) => may(ctx.actor, action, { unitId: id, personId: person.id }));
	// Whoever leads in two units is brought in by somebody who may appoint in both.
	const refused = leading.length > 0 ? units.find((id) => !allowed.includes(id)) : undefined;
	const unitId = refused ?? allowed[0] ?? units.find((id) => may(ctx.actor, 'person.list', { unitId: id })) ?? units[0];
	return unitId === undefined ? null : { action, unitId };
}

/** Whether the page of a person offers it. */
export function mayInvite(ctx: Ctx, person: LoadedPerson): boolean {
	const right = invitationRight(ctx, person);
	return right !== null && may(ctx.actor, right.action, { unitId: right.unitId, personId: person.id });
}

function authorizeInvitation(ctx: Ctx, person: LoadedPerson): { role: string; unitId: string | null } {
	const right = invitationRight(ctx, person);
	if (!right) throw new Forbidden();
	return { role: authorizeAbout(ctx, right.action, { unitId: right.unitId, personId: person.id }), unitId: right.unitId };
}

async function onlyInvited(ctx: Ctx, person: LoadedPerson): Promise<void> {
	// An account with a password is reset (with a hold), never invited again.
	if (person.status !== 'invited' || person.passwordHash !== null) throw new Conflict('already_active');
	await ctx.db.invitation.updateMany({
		where: { userId: person.id, usedAt: null, revokedAt: null },
		data: { revokedAt: ctx.clock.now() }
	});
}

/**
 * Mails a new first link, seven days, once; earlier links and codes stop working. Recorded as `person.invite`.
 * @throws NotFound, Forbidden, Conflict `already_active`, `no_email`
 */
export function sendInvitation(ctx: Ctx, input: { userId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const person = await loadPerson(ctx, input.userId);
		const { role, unitId } = authorizeInvitation(ctx, person);
		await onlyInvited(ctx, person);
		if (!person.email) throw new Conflict('no_email');
		const secret = newSecret();
		const expiresAt = expiry(ctx);
		await ctx.db.invitation.create({
			data: {
				userId: person.id,
				channel: 'mail',
				secretHash: hashSecret(secret),
				expiresAt,
				createdById: userIdOf(ctx.actor),
				createdAt: ctx.clock.now()
			}
		});
		await queueMail(ctx, {
			userId: person.id,
			address: person.email,
			locale: person.locale,
			kind: 'invitation',
			params: {
				fullName: person.fullName,
				unit: unitId ? await unitNameOn(ctx, unitId, today(ctx)) : m.common_province({}, { locale: person.locale }),
				invitedBy: ctx.actor.kind === 'user' ? ctx.actor.fullName : 'eISO',
				staffName: person.staffName,
				path: invitationPath(secret),
				validUntil: expiresAt
			}
		});
		await record(ctx, {
			event: 'person.invite',
			subjectType: 'person',
			subjectId: person.id,
			unitId,
			role,
			after: { channel: 'mail', email: person.email, validUntil: expiresAt.toISOString() }
		});
	});
}

/**
 * Makes the codes of printed slips: a one-time code for seven days and a recovery code each. They are in the answer and nowhere
 * else; printing again makes new ones and ends the old. Recorded as `person.print_slip`, per person.
 * @param input.origin the address of the installation as people type it
 * @throws NotFound, Forbidden, Conflict `already_active`, `no_staff_name`; then nothing is made for anybody
 */
export function issueSlips(ctx: Ctx, input: { userIds: readonly string[]; origin: string }): Promise<InvitationSlip[]> {
	return transaction(ctx, async (ctx) => {
		const slips: InvitationSlip[] = [];
		for (const userId of new Set(input.userIds)) slips.push(await issueSlip(ctx, userId, input.origin));
		return slips;
	});
}

async function issueSlip(ctx: Ctx, userId: string, origin: string): Promise<InvitationSlip> {
	const person = await loadPerson(ctx, userId);
	const { role, unitId } = authorizeInvitation(ctx, person);
	await onlyInvited(ctx, person);
	if (!person.staffName) throw new Conflict('no_staff_name');
	const [code, recoveryCode] = [newPrintedCode('activation'), newPrintedCode('recovery')];
	const expiresAt = expiry(ctx);
	await ctx.db.invitation.create({
		data: {
			userId: person.id,
			channel: 'slip',
			secretHash: hashPrintedCode(code),
			expiresAt,
			createdById: userIdOf(ctx.actor),
			createdAt: ctx.clock.now()
		}
	});
	await ctx.db.user.update({ where: { id: person.id }, data: { recoveryCodeHash: hashPrintedCode(recoveryCode) } });
	await record(ctx, {
		event: 'person.print_slip',
		subjectType: 'person',
		subjectId: person.id,
		unitId,
		role,
		after: { channel: 'slip', validUntil: expiresAt.toISOString() }
	});
	const membership = person.memberships.find((one) => one.unitId === unitId);
	return {
		unit: unitId ? await unitNameOn(ctx, unitId, today(ctx)) : m.common_province({}, { locale: person.locale }),
		name: person.fullName,
		position: membership?.position ?? person.appointments[0]?.position ?? '',
		staffName: person.staffName,
		code,
		recoveryCode,
		address: `${origin}/invitation`,
		link: `${origin}/invitation?name=${encodeURIComponent(person.staffName)}`,
		validUntil: expiresAt,
		issuedAt: ctx.clock.now()
	};
}

/**
 * Puts name or address right before the first sign-in; afterwards both are the person's own. Links and codes that went to the wrong
 * place stop working. Recorded as `person.correct`.
 * @throws NotFound, Forbidden, Invalid, Conflict `already_active`, `email_taken`
 */
export function correctInvited(ctx: Ctx, input: { userId: string; fullName: string; email: string | null }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const person = await loadPerson(ctx, input.userId);
		const { role, unitId } = authorizeInvitation(ctx, person);
		const { fullName, email } = checkNames(input);
		await onlyInvited(ctx, person);
		await ctx.db.user.update({ where: { id: person.id }, data: { fullName, email, rowVersion: { increment: 1 } } });
		await record(ctx, {
			event: 'person.correct',
			subjectType: 'person',
			subjectId: person.id,
			unitId,
			role,
			before: { fullName: person.fullName, email: person.email },
			after: { fullName, email }
		});
	});
}

function expiry(ctx: Ctx): Date {
	return new Date(ctx.clock.now().getTime() + validDays * 86_400_000);
}

/** For file names: `giay-moi-24-11-2026.pdf`. */
export function slipsFileName(ctx: Ctx): string {
	return `${m.people_slips_file({}, { locale: ctx.locale })}-${formatDay(today(ctx)).replaceAll('/', '-')}.pdf`;
}
