import type { Role, UserActor } from '#lib/domain/permissions/actor.ts';
import { dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { hashPassword } from '#lib/server/identity/password.ts';
import type { Clock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { PrismaClient, ProvinceRole } from '#lib/server/platform/generated/client.ts';

/** A password that obeys the rules. */
export const goodPassword = 'thuyền giấy qua suối vắng';
let goodHash: Promise<string> | undefined;

export type World = { readonly client: PrismaClient; readonly clock: Clock };

/** A unit with one dated version since long ago. */
export async function makeUnit({ client }: World, code: string, parentId?: string): Promise<string> {
	const kind = await client.unitKind.upsert({
		where: { code: 'SO' },
		create: { code: 'SO', nameVi: 'Sở', nameEn: 'Department', sortOrder: 1 },
		update: {},
		select: { code: true }
	});
	const unit = await client.unit.create({
		data: {
			versions: { create: { code, name: `Đơn vị ${code}`, kindCode: kind.code, parentId, validFrom: toDbDate('2016-01-01') } }
		},
		select: { id: true }
	});
	return unit.id;
}

export type NewPerson = {
	fullName: string;
	email?: string | null;
	staffName?: string | null;
	/** Roles in units. */
	in?: readonly { unitId: string; roles: Role[] }[];
	province?: ProvinceRole;
	/** Null: never activated. */
	password?: string | null;
};

/** A person with memberships since long ago, active with `goodPassword` unless told otherwise. */
export async function makePerson({ client }: World, person: NewPerson): Promise<string> {
	goodHash ??= hashPassword(goodPassword);
	const passwordHash =
		person.password === null ? null : person.password === undefined ? await goodHash : await hashPassword(person.password);
	const validFrom = toDbDate('2016-01-01');
	const user = await client.user.create({
		data: {
			fullName: person.fullName,
			email: person.email,
			staffName: person.staffName,
			status: passwordHash ? 'active' : 'invited',
			passwordHash,
			memberships: {
				create: (person.in ?? []).map(({ unitId, roles }) => ({
					unitId,
					roles,
					position: roles.includes('head') ? 'Giám đốc' : 'Chuyên viên',
					capacity: roles.includes('head') ? 'chief' : null,
					validFrom
				}))
			},
			appointments: { create: person.province ? [{ role: person.province, validFrom }] : [] }
		},
		select: { id: true }
	});
	return user.id;
}

/** A context in which nobody is signed in. */
export function publicContext({ client, clock }: World, address = '192.0.2.1'): Ctx {
	return createContext({ actor: { kind: 'public' }, client, clock, address });
}

export async function actorOf({ client, clock }: World, userId: string): Promise<UserActor> {
	const actor = await loadActor(client, userId, dayOf(clock.now()));
	if (!actor) throw new Error(`${userId} is not active`);
	return actor;
}

/** A context in which this person is signed in. */
export async function contextOf(world: World, userId: string): Promise<Ctx> {
	return createContext({ actor: await actorOf(world, userId), client: world.client, clock: world.clock, address: '192.0.2.9' });
}
