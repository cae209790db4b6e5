import type { PgBoss } from 'pg-boss';
import { publicActor, systemActor, type Actor, type Role, type SigningCapacity } from '#lib/domain/permissions/actor.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import type { Asked, Invited } from '#lib/server/people/invite.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, today, type Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { testDatabase, type TestDatabase } from './database.ts';

/** A database with a queue and a clock, and people made by rows, for tests of acts by people. */
export type World = {
	readonly database: TestDatabase;
	readonly clock: ReturnType<typeof fixedClock>;
	/** What somebody sees who is loaded afresh, as each request does. */
	as(userId: string): Promise<Ctx>;
	readonly nobody: Ctx;
	readonly system: Ctx;
	unit(code: string, name?: string): Promise<string>;
	person(name: string, more?: NewPerson): Promise<string>;
	member(userId: string, unitId: string, roles: Role[], more?: NewMembership): Promise<string>;
	province(userId: string, role: 'coordinator' | 'inspector' | 'administrator'): Promise<void>;
	close(): Promise<void>;
};

export type NewPerson = { email?: string | null; status?: 'active' | 'invited' | 'disabled'; passwordHash?: string | null };
export type NewMembership = { position?: string; capacity?: SigningCapacity; from?: Day; to?: Day; divisionId?: string };

export async function peopleWorld(now = '2026-11-24T02:00:00Z'): Promise<World> {
	process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');
	const database = await testDatabase();
	const boss: PgBoss = await createBoss(database.url, createLogger('silent'));
	attachQueue(database.client, boss);
	const clock = fixedClock(new Date(now));
	const { client } = database;
	const contextOf = (actor: Actor) => createContext({ actor, client, clock });
	const longAgo = '2026-01-01';
	let people = 0;
	await client.unitKind.create({ data: { code: 'T-KIND', nameVi: 'Sở', nameEn: 'Department', sortOrder: 1 } });

	return {
		database,
		clock,
		nobody: contextOf(publicActor),
		system: contextOf(systemActor),
		async as(userId) {
			const actor = await loadActor(client, userId, today(contextOf(systemActor)));
			if (!actor) throw new Error('this person may not act');
			return contextOf(actor);
		},
		async unit(code, name = `Đơn vị ${code}`) {
			const { id } = await client.unit.create({ data: {} });
			await client.unitVersion.create({ data: { unitId: id, code, name, kindCode: 'T-KIND', validFrom: toDbDate('2016-01-01') } });
			return id;
		},
		async person(fullName, more = {}) {
			people++;
			const status = more.status ?? 'active';
			const user = await client.user.create({
				data: {
					fullName,
					email: more.email === undefined ? `p${people}@example.vn` : more.email,
					staffName: `P.${people}`,
					status,
					passwordHash: more.passwordHash ?? (status === 'invited' ? null : 'none')
				}
			});
			return user.id;
		},
		async member(userId, unitId, roles, more = {}) {
			const { id } = await client.membership.create({
				data: {
					userId,
					unitId,
					roles,
					position: more.position ?? 'Chuyên viên',
					capacity: roles.includes('head') ? (more.capacity ?? 'chief') : null,
					divisionId: more.divisionId ?? null,
					validFrom: toDbDate(more.from ?? longAgo),
					validTo: more.to ? toDbDate(more.to) : null
				}
			});
			return id;
		},
		async province(userId, role) {
			await client.provinceAppointment.create({ data: { userId, role, validFrom: toDbDate(longAgo) } });
		},
		async close() {
			await boss.stop({ graceful: false });
			await database.drop();
		}
	};
}

/** An invitation that must have brought somebody in, and not only asked them. */
export async function takenIn(invited: Promise<Invited | Asked>): Promise<Invited> {
	const made = await invited;
	if (made.asked) throw new Error('the person was only asked');
	return made;
}
