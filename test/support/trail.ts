import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { systemActor, type Actor, type ProvinceRole, type Role, type UserActor } from '#lib/domain/permissions/actor.ts';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { record, type TrailEntry } from '#lib/server/audit-trail/record.ts';
import { systemClock, type Clock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { TestDatabase } from './database.ts';

/** A signing key of the tests' own: nothing is written into the storage folder. */
export const testSigner = createSigner(Buffer.alloc(32, 7));

export function trailContext(database: TestDatabase, actor: Actor = systemActor, clock: Clock = systemClock()): Ctx {
	return createContext({ actor, client: database.client, clock });
}

/** A unit with a code and a name since 2016. */
export async function addUnit(database: TestDatabase, code: string): Promise<string> {
	const { client } = database;
	await client.unitKind.upsert({
		where: { code: 'department' },
		create: { code: 'department', nameVi: 'Sở', nameEn: 'Department', sortOrder: 1 },
		update: {}
	});
	const unit = await client.unit.create({ data: {}, select: { id: true } });
	await client.unitVersion.create({
		data: { unitId: unit.id, code, name: `Đơn vị ${code}`, kindCode: 'department', validFrom: new Date('2016-01-01') }
	});
	return unit.id;
}

/** A person of a unit, as an account and as an actor. */
export async function addPerson(
	database: TestDatabase,
	unitId: string,
	roles: readonly Role[],
	fullName = 'Nguyễn Thị Lan'
): Promise<UserActor> {
	const { client } = database;
	const user = await client.user.create({
		data: { fullName, status: 'active', email: `${randomUUID()}@example.vn` },
		select: { id: true }
	});
	const membership = await client.membership.create({
		data: { userId: user.id, unitId, roles: [...roles], position: 'Chuyên viên', validFrom: new Date('2016-01-01') },
		select: { id: true }
	});
	return {
		kind: 'user',
		userId: user.id,
		fullName,
		memberships: [{ id: membership.id, unitId, divisionId: null, roles, position: 'Chuyên viên', capacity: null }],
		province: [],
		provincePosition: '',
		childUnitIds: [],
		predecessors: [],
		inspectedUnitIds: [],
		auditedDocumentIds: [],
		token: null,
		operator: null
	};
}

/** A person with a province-wide role. */
export async function addProvincePerson(
	database: TestDatabase,
	role: ProvinceRole,
	inspectedUnitIds: readonly string[] = []
): Promise<UserActor> {
	const fullName = `Người giữ vai ${role}`;
	const user = await database.client.user.create({
		data: { fullName, status: 'active', email: `${randomUUID()}@example.vn` },
		select: { id: true }
	});
	return {
		kind: 'user',
		userId: user.id,
		fullName,
		memberships: [],
		province: [role],
		provincePosition: 'Chuyên viên Sở KH&CN',
		childUnitIds: [],
		predecessors: [],
		inspectedUnitIds,
		auditedDocumentIds: [],
		token: null,
		operator: null
	};
}

/** Records acts, each in a transaction of its own. */
export async function recordActs(ctx: Ctx, unitId: string | null, count: number, entry: Partial<TrailEntry> = {}): Promise<void> {
	for (let index = 0; index < count; index++) {
		await transaction(ctx, (ctx) =>
			record(ctx, {
				event: 'unit.settings',
				subjectType: 'unit',
				subjectId: unitId ?? 'province',
				unitId,
				before: { step: index },
				after: { step: index + 1 },
				...entry
			})
		);
	}
}

const guarded = ['audit_trail', 'audit_chain', 'audit_checkpoint'];

/** Raw SQL as the owner of the tables, against the triggers or, like whoever runs the machine can do it, with them asleep. */
export async function asOwner(database: TestDatabase, statements: readonly string[], { triggers = false } = {}): Promise<void> {
	const client = new pg.Client({ connectionString: database.url });
	await client.connect();
	const setTriggers = async (mode: 'enable' | 'disable') => {
		for (const table of guarded) await client.query(`alter table ${table} ${mode} trigger user`);
	};
	try {
		await client.query('begin');
		if (!triggers) await setTriggers('disable');
		for (const sql of statements) await client.query(sql);
		if (!triggers) await setTriggers('enable');
		await client.query('commit');
	} finally {
		await client.end();
	}
}
