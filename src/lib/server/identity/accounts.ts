import { signInName } from '#lib/domain/identity/names.ts';
import { vouchingUnits } from '#lib/domain/identity/vouching-units.ts';
import type { UserActor } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { hashSecret } from './secrets.ts';
import { accountKey } from './throttle.ts';

export type Account = {
	id: string;
	fullName: string;
	email: string | null;
	staffName: string | null;
	locale: Locale;
	status: 'invited' | 'active' | 'disabled';
	passwordHash: string | null;
	recoveryCodeHash: string | null;
};

export const accountFields = {
	id: true,
	fullName: true,
	email: true,
	staffName: true,
	locale: true,
	status: true,
	passwordHash: true,
	recoveryCodeHash: true
} as const;

/** The account of a mail address or staff name in any case, whatever its status; null when there is none. */
export async function findAccount(ctx: Ctx, typed: string): Promise<Account | null> {
	const name = signInName(typed);
	// Asked also for what cannot be a name, so that the time of the answer is the same.
	return ctx.db.user.findUnique({
		where: name?.kind === 'staff_name' ? { staffName: name.value } : { email: name?.value ?? '' },
		select: accountFields
	});
}

/** Under which key attempts at a typed name are counted. Unknown names count too, or the throttle would tell which exist. */
export function attemptKey(account: Pick<Account, 'id'> | null, typed: string): string {
	if (account) return accountKey(account.id);
	const name = signInName(typed);
	return accountKey(`unknown:${hashSecret(name?.value ?? typed.trim().toLowerCase())}`);
}

/** In whose chain of the trail a person's own acts go: their first unit's, or the province's. */
export function homeUnitId(actor: UserActor): string | null {
	return actor.memberships[0]?.unitId ?? null;
}

export type UnitPeople = {
	unitIds: string[];
	/** Those whose officers and heads may help the person back in, each of them (`vouchingUnits`). */
	vouchingUnitIds: string[];
	/** Officers and heads who are one in every vouching unit. */
	witnessIds: string[];
	headIds: string[];
	officerIds: string[];
	/** Whether the person signs in any unit. */
	isHead: boolean;
	/** Whether the person holds a province-wide role. */
	province: boolean;
	position: string;
};

/** The units of a person today with their heads and officers, and what the person is. */
export async function peopleAround(ctx: Ctx, userId: string): Promise<UnitPeople> {
	const day = toDbDate(today(ctx));
	const inForce = { validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gt: day } }] };
	const own = await ctx.db.membership.findMany({ where: { userId, ...inForce }, select: { unitId: true, roles: true, position: true } });
	const unitIds = [...new Set(own.map((membership) => membership.unitId))];
	const leads = await ctx.db.membership.findMany({
		where: { unitId: { in: unitIds }, roles: { hasSome: ['head', 'officer'] }, user: { status: 'active' }, ...inForce },
		select: { userId: true, unitId: true, roles: true }
	});
	const vouchingUnitIds = vouchingUnits(own);
	const leadsIn = (userId: string, unitId: string) => leads.some((lead) => lead.userId === userId && lead.unitId === unitId);
	const leaders = [...new Set(leads.map((lead) => lead.userId))];
	const province = await ctx.db.provinceAppointment.count({ where: { userId, ...inForce } });
	const holders = (role: 'head' | 'officer') => [...new Set(leads.filter((lead) => lead.roles.includes(role)).map((lead) => lead.userId))];
	return {
		unitIds,
		vouchingUnitIds,
		witnessIds: leaders.filter((userId) => vouchingUnitIds.every((unitId) => leadsIn(userId, unitId))),
		headIds: holders('head'),
		officerIds: holders('officer'),
		isHead: own.some((membership) => membership.roles.includes('head')),
		province: province > 0,
		position: own[0]?.position ?? ''
	};
}

/** What a unit is called today; empty when it is not there. */
export async function unitName(ctx: Ctx, unitId: string | undefined): Promise<string> {
	const day = toDbDate(today(ctx));
	const found = await ctx.db.unitVersion.findFirst({
		where: { unitId, validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gt: day } }] },
		select: { name: true }
	});
	return unitId ? (found?.name ?? '') : '';
}

/** Takes at least so long, so that the time of the answer does not tell what was found. Refusals wait as well. */
export async function evenly<T>(ms: number, work: () => Promise<T>): Promise<T> {
	const floor = new Promise((resolve) => setTimeout(resolve, ms));
	try {
		return await work();
	} finally {
		await floor;
	}
}
