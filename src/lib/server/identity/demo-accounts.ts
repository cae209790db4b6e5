import { demoEmails, demoPassword } from '#lib/domain/identity/demo.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

export type DemoAccount = { name: string; password: string; fullName: string; position: string; unit: string };

/** The sample accounts that the sign-in page offers; none where there is no sample data. */
export async function demoAccounts(ctx: Ctx, demo: boolean): Promise<DemoAccount[]> {
	if (!demo) return [];
	const day = toDbDate(today(ctx));
	const inForce = { validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gt: day } }] };
	const users = await ctx.db.user.findMany({
		where: { isDemo: true, status: 'active', email: { in: [...demoEmails] } },
		select: {
			email: true,
			fullName: true,
			memberships: {
				where: inForce,
				take: 1,
				select: { position: true, unit: { select: { versions: { where: inForce, take: 1, select: { name: true } } } } }
			},
			appointments: { where: inForce, take: 1, select: { position: true } }
		}
	});
	return users
		.map((user) => ({
			name: user.email ?? '',
			password: demoPassword,
			fullName: user.fullName,
			position: (user.appointments[0]?.position || user.memberships[0]?.position) ?? '',
			unit: user.memberships[0]?.unit.versions[0]?.name ?? ''
		}))
		.sort((one, other) => demoEmails.indexOf(one.name) - demoEmails.indexOf(other.name));
}
