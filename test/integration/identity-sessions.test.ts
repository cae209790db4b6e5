import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import {
	createSession,
	endSession,
	endSessionsOf,
	listSessions,
	lockSession,
	readSession,
	setActiveUnit
} from '#lib/server/identity/sessions.ts';
import { forgetIdentitySettings } from '#lib/server/identity/settings.ts';
import { unlockSession } from '#lib/server/identity/sign-in.ts';
import { createToken, endToken, listTokens, readToken } from '#lib/server/identity/tokens.ts';
import { contextOf, goodPassword, makePerson, makeUnit, publicContext } from '#test/support/identity-people.ts';
import { identityWorld, refusalOf, type IdentityWorld } from '#test/support/identity-world.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: IdentityWorld;
let unitId: string;
let userId: string;

beforeAll(async () => {
	world = await identityWorld();
	unitId = await makeUnit(world, 'SO-NV');
});
afterAll(() => world.close());
beforeEach(async () => {
	userId = await makePerson(world, { fullName: 'Lê Thị An', email: `${crypto.randomUUID()}@x.vn`, in: [{ unitId, roles: ['reader'] }] });
});

async function begin(sharedComputer = false) {
	const { id } = await createSession(publicContext(world), userId, { userAgent: 'T', address: '192.0.2.1', sharedComputer });
	return { raw: id, read: () => readSession(world.client, world.clock, id) };
}

async function setting(key: string, value: number | boolean) {
	await world.client.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
	forgetIdentitySettings(world.client);
}

describe('a session', () => {
	it('is known to the database only by its hash', async () => {
		const { raw } = await begin();
		const [row] = await world.client.session.findMany({ where: { userId } });
		expect(row?.id).toMatch(/^[0-9a-f]{64}$/);
		const all = await world.client.$queryRaw<{ text: string }[]>`select s::text as text from session s where user_id = ${userId}::uuid`;
		expect(all.map((one) => one.text).join()).not.toContain(raw);
		// The hash is no cookie.
		expect(await readSession(world.client, world.clock, row?.id ?? '')).toBeNull();
	});

	it('locks when it rests and opens again with the password, keeping its identity', async () => {
		const session = await begin();
		world.pass(29);
		expect((await session.read())?.lockedAt).toBeNull();
		world.pass(29);
		expect((await session.read())?.lockedAt).toBeNull();
		world.pass(30);
		const locked = await session.read();
		expect(locked?.lockedAt).toEqual(world.clock.now());
		world.pass(1);
		expect((await session.read())?.lockedAt).not.toBeNull();
		expect(await refusalOf(unlockSession(publicContext(world), locked, 'sai mật khẩu rồi nhé'))).toBe('password_wrong');
		expect((await session.read())?.lockedAt).not.toBeNull();
		await unlockSession(publicContext(world), locked, goodPassword);
		expect(await session.read()).toMatchObject({ id: locked?.id, lockedAt: null });
	});

	it('can be locked at once', async () => {
		const session = await begin();
		await lockSession(publicContext(world), (await session.read())?.id ?? '');
		expect((await session.read())?.lockedAt).not.toBeNull();
	});

	it('ends at its absolute limit however much it is used', async () => {
		const session = await begin();
		for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
			world.pass(20);
			expect((await session.read())?.lockedAt).toBeNull();
		}
		world.pass(21);
		expect(await session.read()).toBeNull();
		expect(await world.client.session.count({ where: { userId } })).toBe(0);
	});

	it('obeys level 3, shorter for administrators, and a shared computer', async () => {
		const admin = await makePerson(world, { fullName: 'Quản Trị', email: `${crypto.randomUUID()}@x.vn`, province: 'administrator' });
		await setting('security.level3', true);
		const mine = await begin();
		const shared = await begin(true);
		const other = await createSession(publicContext(world), admin, { userAgent: '', address: '', sharedComputer: false });
		expect((await mine.read())?.idleMinutes).toBe(15);
		expect((await shared.read())?.idleMinutes).toBe(10);
		expect((await readSession(world.client, world.clock, other.id))?.idleMinutes).toBe(5);
		world.pass(5);
		expect((await readSession(world.client, world.clock, other.id))?.lockedAt).not.toBeNull();
		expect((await mine.read())?.lockedAt).toBeNull();
		await setting('security.level3', false);
	});

	it('falls back to the defaults when a setting is nonsense', async () => {
		await setting('session.idleMinutes', -3);
		expect((await (await begin()).read())?.idleMinutes).toBe(30);
		await setting('session.idleMinutes', 30);
	});

	it('ends alone, with the others, and with the account', async () => {
		const ctx = publicContext(world);
		const [one, two, three] = [await begin(), await begin(), await begin()];
		expect(await listSessions(ctx, userId)).toHaveLength(3);
		await endSession(ctx, one.raw);
		expect(await one.read()).toBeNull();
		const kept = await two.read();
		expect(await endSessionsOf(ctx, userId, kept?.id)).toBe(1);
		expect(await three.read()).toBeNull();
		await world.client.user.update({ where: { id: userId }, data: { status: 'disabled' } });
		expect(await two.read()).toBeNull();
	});

	it('remembers only a unit of the person', async () => {
		const other = await makeUnit(world, `U-${crypto.randomUUID()}`.toUpperCase());
		const session = await begin();
		const ctx = await contextOf(world, userId);
		const id = (await session.read())?.id ?? '';
		for (const wrong of [other, 'not-a-uuid']) await setActiveUnit(ctx, id, wrong);
		expect((await session.read())?.activeUnitId).toBeNull();
		await setActiveUnit(ctx, id, unitId);
		expect((await session.read())?.activeUnitId).toBe(unitId);
	});
});

describe('an actor', () => {
	it('has the rights of the day, and units below where they are officer or head', async () => {
		const parent = await makeUnit(world, 'HUYEN');
		const child = await makeUnit(world, 'XA-1', parent);
		const grandchild = await makeUnit(world, 'THON-1', child);
		const officer = await makePerson(world, {
			fullName: 'Thư Ký',
			email: 'tk@x.vn',
			in: [
				{ unitId: parent, roles: ['officer'] },
				{ unitId, roles: ['reader'] }
			]
		});
		const day = dayOf(world.clock.now());
		const actor = await loadActor(world.client, officer, day);
		expect(actor?.childUnitIds).toEqual([child, grandchild].sort());
		expect(actor?.memberships.map((membership) => membership.roles)).toEqual([['officer'], ['reader']]);
		await onItsDay(world, (db) =>
			db.membership.updateMany({ where: { userId: officer, unitId: parent }, data: { validTo: toDbDate(day) } })
		);
		const later = await loadActor(world.client, officer, day);
		expect(later?.memberships.map((membership) => membership.unitId)).toEqual([unitId]);
		expect(later?.childUnitIds).toEqual([]);
		expect(await loadActor(world.client, officer, '2015-12-31')).toMatchObject({ memberships: [] });
	});

	it('does not exist for people who are invited, disabled or unknown', async () => {
		const day = dayOf(world.clock.now());
		const invited = await makePerson(world, { fullName: 'Mới', email: 'moi@x.vn', password: null });
		await world.client.user.update({ where: { id: userId }, data: { status: 'disabled' } });
		for (const id of [invited, userId, crypto.randomUUID()]) expect(await loadActor(world.client, id, day)).toBeNull();
	});
});

describe('a token', () => {
	const read = (token: string) => readToken(world.client, world.clock, token);

	it('is shown once, kept as a hash, works ninety days and ends when told', async () => {
		const ctx = await contextOf(world, userId);
		const { id, token } = await createToken(ctx, { userId, name: ' Máy chủ báo cáo ' });
		expect(token).toMatch(/^eiso_/);
		const stored = await world.client.$queryRaw<{ text: string }[]>`select t::text as text from api_token t where id = ${id}::uuid`;
		expect(stored[0]?.text).not.toContain(token.slice(5));
		expect(await read(token)).toEqual({ userId, token: { id, name: 'Máy chủ báo cáo' } });
		expect(await read(`${token}x`)).toBeNull();
		const second = await createToken(ctx, { userId, name: 'Khác' });
		await endToken(ctx, second.id);
		expect(await read(second.token)).toBeNull();
		expect((await listTokens(ctx, userId)).map((row) => row.id)).toEqual([id]);
		world.pass(90 * 24 * 60 - 1);
		expect(await read(token)).not.toBeNull();
		world.pass(1);
		expect(await read(token)).toBeNull();
	});

	it('ends with the account, and is nobody else’s to end or make', async () => {
		const other = await makePerson(world, { fullName: 'Người Khác', email: `${crypto.randomUUID()}@x.vn` });
		const { id, token } = await createToken(await contextOf(world, userId), { userId, name: 'A' });
		const theirs = await contextOf(world, other);
		expect(await refusalOf(endToken(theirs, id))).toBe('not_found');
		expect(await refusalOf(createToken(theirs, { userId, name: 'B' }))).toBe('forbidden');
		await world.client.user.update({ where: { id: userId }, data: { status: 'disabled' } });
		expect(await read(token)).toBeNull();
	});

	it('makes no further tokens', async () => {
		const ctx = await contextOf(world, userId);
		if (ctx.actor.kind !== 'user') throw new Error('not a person');
		const byToken = { ...ctx, actor: { ...ctx.actor, token: { id: crypto.randomUUID(), name: 'A' } } };
		expect(await refusalOf(createToken(byToken, { userId, name: 'B' }))).toBe('forbidden');
	});
});
