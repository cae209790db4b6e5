import { normalEmail, normalName, normalStaffName } from '#lib/domain/identity/names.ts';
import { proposeStaffName } from '#lib/domain/people/staff-name.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { unitStands } from './memberships.ts';

type Names = { fullName: string; email: string | null; staffName: string | null };

/** As they are stored. @throws Invalid */
export function checkNames(input: { fullName: string; email: string | null; staffName?: string | null; channel?: 'mail' | 'slip' }): Names {
	const faults: Record<string, string> = {};
	const fullName = normalName(input.fullName);
	const email = input.email ? normalEmail(input.email) : null;
	const staffName = input.staffName ? normalStaffName(input.staffName) : null;
	if (!fullName) faults.fullName = 'name_invalid';
	if (input.email && !email) faults.email = 'email_invalid';
	if (input.channel === 'mail' && !input.email) faults.email = 'email_needed';
	if (input.staffName && !staffName) faults.staffName = 'staff_name_invalid';
	if (!fullName || Object.keys(faults).length > 0) throw new Invalid(faults);
	return { fullName, email, staffName };
}

/** Makes an account that waits for its first sign-in. Without a staff name one is proposed from unit code and name. */
export async function createPerson(
	ctx: Ctx,
	input: Names & { unitCode: string; locale: Locale }
): Promise<{ id: string; fullName: string; email: string | null; staffName: string; status: string }> {
	const prefix = `${input.unitCode}.`.toUpperCase();
	// A name under another unit's code would pass for one of its people.
	if (input.staffName && !input.staffName.startsWith(prefix)) throw new Invalid({ staffName: 'staff_name_prefix' });
	const staffName = input.staffName ?? (await freeStaffName(ctx, input.unitCode, input.fullName));
	const made = await ctx.db.user.create({
		data: { email: input.email, staffName, fullName: input.fullName, locale: input.locale, createdAt: ctx.clock.now() },
		select: { id: true, fullName: true, email: true, status: true }
	});
	return { ...made, staffName };
}

async function freeStaffName(ctx: Ctx, unitCode: string, fullName: string): Promise<string> {
	// Two invitations at once must not propose the same.
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('staff-name:' || ${unitCode}, 0))`;
	const prefix = `${unitCode}.`.toUpperCase();
	const taken = await ctx.db.user.findMany({ where: { staffName: { startsWith: prefix } }, select: { staffName: true } });
	return proposeStaffName(unitCode, fullName, new Set(taken.flatMap(({ staffName }) => (staffName ? [staffName] : []))));
}

/** What the form proposes for a staff name that nobody has yet. */
export async function staffNameFor(ctx: Ctx, unitId: string, fullName: string): Promise<string> {
	const unit = await unitStands(ctx, unitId, today(ctx));
	return freeStaffName(ctx, unit.code, fullName);
}
