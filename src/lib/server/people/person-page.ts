import { userIdOf, type ProvinceRole, type Role, type SigningCapacity } from '#lib/domain/permissions/actor.ts';
import { appointAction } from '#lib/domain/people/appointment.ts';
import { dutyKey, dutyRoles, type Duty } from '#lib/domain/people/duties.ts';
import { vouchingUnits } from '#lib/domain/identity/vouching-units.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { heldUntil } from '#lib/server/identity/signing-hold.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { disableWarnings } from './disable.ts';
import { openDuties } from './duties.ts';
import { leadWarnings, type LeadWarning } from './heads.ts';
import { mayInvite } from './invitations.ts';
import { divisionOptions, type Option } from './options.ts';
import { endsAfter, holdsOn, loadPerson, type LoadedPerson, type MembershipRow } from './person-facts.ts';

export type MembershipView = {
	id: string;
	unitId: string;
	unit: string;
	divisionId: string | null;
	division: string | null;
	roles: Role[];
	position: string;
	capacity: SigningCapacity | null;
	validFrom: Day;
	validTo: Day | null;
	rowVersion: number;
	when: 'now' | 'later' | 'over';
	mayChange: boolean;
	mayLead: boolean;
	/** What ending it would leave the unit without. */
	warnings: LeadWarning[];
	/** An internal auditor who is not on the unit's register, or whose entry there has lapsed: nobody may put them on a team (states.md A2). */
	unregistered: boolean;
};

export type PersonView = {
	id: string;
	fullName: string;
	email: string | null;
	staffName: string | null;
	status: 'invited' | 'active' | 'disabled';
	lastSignInAt: Date | null;
	heldUntil: Date | null;
	invitation: { channel: 'mail' | 'slip'; expiresAt: Date } | null;
	memberships: MembershipView[];
	appointments: { id: string; role: ProvinceRole; position: string; validFrom: Day; validTo: Day | null; holds: boolean }[];
	duties: (Duty & { key: string; holders: Option[] })[];
	/** Divisions of each unit, for changing a membership. */
	divisions: Record<string, Option[]>;
	disableWarnings: LeadWarning[];
	may: { invite: boolean; disable: boolean; reset: boolean; appointProvince: boolean; history: boolean };
	self: boolean;
};

/** Everything the page of one person shows to this actor. @throws NotFound */
export async function personPage(ctx: Ctx, userId: string): Promise<PersonView> {
	const person = await loadPerson(ctx, userId);
	const visible = person.memberships.filter(
		(membership) => may(ctx.actor, 'person.list', { unitId: membership.unitId }) || isSelf(ctx, person)
	);
	const shown = visible.filter((membership) => fromDbDate(membership.validTo) !== fromDbDate(membership.validFrom));
	const manages =
		visible.some((membership) => may(ctx.actor, 'person.hand_over', { unitId: membership.unitId })) || may(ctx.actor, 'person.list');
	const disables = may(ctx.actor, 'person.disable', { personId: person.id });
	return {
		id: person.id,
		fullName: person.fullName,
		email: person.email,
		staffName: person.staffName,
		status: person.status,
		lastSignInAt: manages ? person.lastSignInAt : null,
		heldUntil: await heldUntil(ctx, person.id),
		invitation: manages ? await waitingInvitation(ctx, person.id) : null,
		memberships: await membershipViews(ctx, person, shown),
		appointments: person.appointments.map((one) => ({
			id: one.id,
			role: one.role,
			position: one.position,
			validFrom: fromDbDate(one.validFrom),
			validTo: fromDbDate(one.validTo),
			holds: holdsOn(one, today(ctx))
		})),
		duties: await dutiesWithHolders(ctx, person.id),
		divisions: await divisionsOf(ctx, shown),
		disableWarnings: disables && person.status !== 'disabled' ? await disableWarnings(ctx, person) : [],
		may: {
			invite: person.status === 'invited' && mayInvite(ctx, person),
			disable: disables,
			reset: person.status === 'active' && mayReset(ctx, person),
			appointProvince: may(ctx.actor, 'person.appoint_province', { personId: person.id }),
			history: manages
		},
		self: isSelf(ctx, person)
	};
}

function isSelf(ctx: Ctx, person: LoadedPerson): boolean {
	return userIdOf(ctx.actor) === person.id;
}

function mayReset(ctx: Ctx, person: LoadedPerson): boolean {
	const units = vouchingUnits(person.memberships.filter((membership) => holdsOn(membership, today(ctx))));
	const mayIn = (unitId: string | null) => may(ctx.actor, 'person.start_reset', { unitId, personId: person.id });
	return units.length > 0 ? units.every(mayIn) : mayIn(null);
}

async function waitingInvitation(ctx: Ctx, userId: string): Promise<PersonView['invitation']> {
	return ctx.db.invitation.findFirst({
		where: { userId, usedAt: null, revokedAt: null, expiresAt: { gt: ctx.clock.now() } },
		orderBy: { createdAt: 'desc' },
		select: { channel: true, expiresAt: true }
	});
}

async function membershipViews(ctx: Ctx, person: LoadedPerson, shown: readonly MembershipRow[]): Promise<MembershipView[]> {
	const day = today(ctx);
	const units = await unitNamesOn(
		ctx,
		shown.map((one) => one.unitId),
		day
	);
	const divisions = await ctx.db.divisionVersion.findMany({
		where: { divisionId: { in: shown.flatMap((one) => (one.divisionId ? [one.divisionId] : [])) } },
		orderBy: { validFrom: 'asc' },
		select: { divisionId: true, name: true }
	});
	const registered = await ctx.db.auditor.findMany({
		where: { userId: person.id, endedOn: null, OR: [{ validTo: null }, { validTo: { gte: toDbDate(day) } }] },
		select: { unitId: true }
	});
	const divisionNames = new Map(divisions.map((one) => [one.divisionId, one.name]));
	return Promise.all(
		shown.map(async (one) => {
			const about = { unitId: one.unitId, personId: person.id };
			const open = endsAfter(one, day);
			const leads = one.roles.includes('head') || one.roles.includes('officer');
			return {
				id: one.id,
				unitId: one.unitId,
				unit: units.get(one.unitId)?.name ?? '',
				divisionId: one.divisionId,
				division: one.divisionId ? (divisionNames.get(one.divisionId) ?? null) : null,
				roles: one.roles,
				position: one.position,
				capacity: one.capacity,
				validFrom: fromDbDate(one.validFrom),
				validTo: fromDbDate(one.validTo),
				rowVersion: one.rowVersion,
				when: holdsOn(one, day) ? ('now' as const) : open ? ('later' as const) : ('over' as const),
				mayChange: open && may(ctx.actor, appointAction(one, null), about),
				mayLead: may(ctx.actor, 'person.appoint_lead', about),
				warnings: open && leads ? await leadWarnings(ctx, one.unitId, [one.id], day) : [],
				unregistered: open && one.roles.includes('internal_auditor') && !registered.some(({ unitId }) => unitId === one.unitId)
			};
		})
	);
}

async function divisionsOf(ctx: Ctx, shown: readonly MembershipRow[]): Promise<Record<string, Option[]>> {
	const units = [...new Set(shown.map((one) => one.unitId))];
	return Object.fromEntries(await Promise.all(units.map(async (unitId) => [unitId, await divisionOptions(ctx, unitId)] as const)));
}

/** Each duty with the people who could take it. */
async function dutiesWithHolders(ctx: Ctx, userId: string): Promise<PersonView['duties']> {
	const duties = await openDuties(ctx, userId);
	const date = toDbDate(today(ctx));
	const members = await ctx.db.membership.findMany({
		where: {
			unitId: { in: [...new Set(duties.map((duty) => duty.unitId))] },
			userId: { not: userId },
			validFrom: { lte: date },
			OR: [{ validTo: null }, { validTo: { gt: date } }],
			user: { status: 'active' }
		},
		orderBy: { user: { fullName: 'asc' } },
		select: { unitId: true, roles: true, position: true, user: { select: { id: true, fullName: true } } }
	});
	return duties.map((duty) => {
		const wanted = dutyRoles[duty.kind];
		const fit = members.filter((one) => one.unitId === duty.unitId && (wanted === null || one.roles.some((role) => wanted.includes(role))));
		const holders = new Map(fit.map((one) => [one.user.id, { value: one.user.id, label: one.user.fullName, hint: one.position }]));
		return { ...duty, key: dutyKey(duty), holders: [...holders.values()] };
	});
}
