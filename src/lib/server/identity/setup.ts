import { systemActor } from '#lib/domain/permissions/actor.ts';
import { normalEmail, normalName } from '#lib/domain/identity/names.ts';
import { passwordProblem } from '#lib/domain/identity/password-rules.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { hashPassword } from './password.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { beginSession, type Device, type SignedIn } from './sign-in.ts';

/**
 * Makes the one-time link of a new installation; an earlier link stops working. Gives a path, null when there is an
 * administrator already.
 */
export function createSetupLink(ctx: Ctx): Promise<string | null> {
	return transaction(ctx, async (ctx) => {
		if (await hasAdministrator(ctx)) return null;
		const secret = newSecret();
		await ctx.db.installation.update({ where: { id: 1 }, data: { setupTokenHash: hashSecret(secret) } });
		return `/setup/${secret}`;
	});
}

/** Whether a set-up link still works. */
export async function setupLinkWorks(ctx: Ctx, token: string): Promise<boolean> {
	const found = await ctx.db.installation.findUnique({ where: { id: 1 }, select: { setupTokenHash: true } });
	return found?.setupTokenHash === hashSecret(token);
}

/**
 * Makes the first administrator by the one-time link, which is used up, and signs in. Recorded as `installation.set_up`.
 * @throws NotFound (link unknown or used), Invalid (email, fullName, password)
 */
export async function setUpAdministrator(
	ctx: Ctx,
	input: Device & { token: string; email: string; fullName: string; password: string }
): Promise<SignedIn> {
	if (!(await setupLinkWorks(ctx, input.token))) throw new NotFound();
	const email = normalEmail(input.email);
	const fullName = normalName(input.fullName);
	const fields: Record<string, string> = {};
	if (!email) fields.email = 'email_invalid';
	if (!fullName) fields.fullName = 'required';
	const weak = passwordProblem(input.password, { fullName: input.fullName, email: input.email });
	if (weak) fields.password = weak;
	if (!email || !fullName || weak) throw new Invalid(fields);
	const passwordHash = await hashPassword(input.password);
	return transaction({ ...ctx, actor: systemActor }, async (ctx) => {
		const { count } = await ctx.db.installation.updateMany({
			where: { id: 1, setupTokenHash: hashSecret(input.token) },
			data: { setupTokenHash: null }
		});
		if (count !== 1 || (await hasAdministrator(ctx))) throw new NotFound();
		const now = ctx.clock.now();
		const user = await ctx.db.user.create({
			data: { email, fullName, status: 'active', passwordHash, passwordSetAt: now, createdAt: now, locale: ctx.locale },
			select: { id: true }
		});
		await ctx.db.provinceAppointment.create({
			data: { userId: user.id, role: 'administrator', validFrom: toDbDate(today(ctx)), createdAt: now }
		});
		await record(ctx, {
			event: 'installation.set_up',
			subjectType: 'person',
			subjectId: user.id,
			unitId: null,
			after: { email, fullName, role: 'administrator' }
		});
		return beginSession(ctx, user.id, input);
	});
}

async function hasAdministrator(ctx: Ctx): Promise<boolean> {
	const day = toDbDate(today(ctx));
	const found = await ctx.db.provinceAppointment.findFirst({
		where: {
			role: 'administrator',
			user: { status: 'active' },
			validFrom: { lte: day },
			OR: [{ validTo: null }, { validTo: { gt: day } }]
		},
		select: { id: true }
	});
	return found !== null;
}
