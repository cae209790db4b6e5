import { hashPassword } from '#lib/server/identity/password.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { demoInspectionAccess } from '../content/accounts.ts';
import { demoDivisions, demoPassword, demoPeople, membershipFrom } from '../content/people.ts';

/** What the scenario's keys and codes are in the database. */
export type DemoIds = {
	/** Person key → user id. */
	readonly people: ReadonlyMap<string, string>;
	/** Unit code → unit id. */
	readonly units: ReadonlyMap<string, string>;
	/** `<unit code>/<division code>` → division id. */
	readonly divisions: ReadonlyMap<string, string>;
};

const since = toDbDate(membershipFrom);
const joinedAt = new Date(`${membershipFrom}T08:00:00+07:00`);

/**
 * The invented people, written at once: nobody did this, so nobody is named in the trail for it. One password hash serves all of
 * them; the password is printed on the screen anyway. Gives person key → user id.
 */
export async function loadUsers(client: PrismaClient): Promise<Map<string, string>> {
	const people = new Map(demoPeople.map((person) => [person.key, crypto.randomUUID()]));
	const passwordHash = await hashPassword(demoPassword);
	await client.$transaction([
		client.user.createMany({
			data: demoPeople.map((person) => ({
				id: people.get(person.key),
				email: person.email,
				staffName: person.staffName,
				fullName: person.fullName,
				locale: person.locale,
				status: 'active' as const,
				passwordHash,
				passwordSetAt: joinedAt,
				isDemo: true,
				createdAt: joinedAt
			}))
		}),
		client.provinceAppointment.createMany({
			data: demoPeople.flatMap((person) =>
				person.provinceRole
					? [
							{
								userId: required(people, person.key, 'person'),
								role: person.provinceRole,
								position: person.position,
								validFrom: since,
								createdAt: joinedAt
							}
						]
					: []
			)
		})
	]);
	return people;
}

/** Divisions and their heads, memberships and what inspectors may read. */
export async function loadMemberships(
	client: PrismaClient,
	people: ReadonlyMap<string, string>,
	units: ReadonlyMap<string, string>
): Promise<DemoIds> {
	const unitId = (code: string) => required(units, code, 'unit');
	const divisions = new Map(demoDivisions.map((division) => [`${division.unitCode}/${division.code}`, crypto.randomUUID()]));
	await client.$transaction([
		client.division.createMany({
			data: demoDivisions.map((division) => ({
				id: divisions.get(`${division.unitCode}/${division.code}`),
				unitId: unitId(division.unitCode),
				createdAt: joinedAt
			}))
		}),
		client.divisionVersion.createMany({
			data: demoDivisions.map((division) => ({
				divisionId: required(divisions, `${division.unitCode}/${division.code}`, 'division'),
				code: division.code,
				name: division.name,
				headId: division.headKey ? required(people, division.headKey, 'person') : null,
				validFrom: since
			}))
		}),
		client.membership.createMany({
			data: demoPeople.flatMap((person) =>
				person.unitCode && person.roles.length > 0
					? [
							{
								userId: required(people, person.key, 'person'),
								unitId: unitId(person.unitCode),
								divisionId: person.divisionCode ? required(divisions, `${person.unitCode}/${person.divisionCode}`, 'division') : null,
								roles: [...person.roles],
								position: person.position,
								capacity: person.capacity,
								validFrom: since,
								createdAt: joinedAt
							}
						]
					: []
			)
		}),
		client.inspectionAccess.createMany({
			data: demoInspectionAccess.map((access) => ({
				userId: required(people, access.personKey, 'person'),
				unitId: unitId(access.unitCode),
				basis: access.basis,
				validFrom: since,
				grantedById: required(people, access.grantedByKey, 'person'),
				createdAt: joinedAt
			}))
		})
	]);
	return { people, units, divisions };
}

/** @throws Error when the scenario names something that was not made */
export function required(ids: ReadonlyMap<string, string>, key: string, what: string): string {
	const id = ids.get(key);
	if (!id) throw new Error(`The demo has no ${what} ${key}`);
	return id;
}
