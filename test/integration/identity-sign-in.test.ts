import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changePassword, renewRecoveryCode } from '#lib/server/identity/change-password.ts';
import { acceptInvitation, acceptSlip, invitedBy } from '#lib/server/identity/invitations.ts';
import { hashPrintedCode, newPrintedCode } from '#lib/server/identity/printed-code.ts';
import { hashSecret, newSecret } from '#lib/server/identity/secrets.ts';
import { readSession } from '#lib/server/identity/sessions.ts';
import { createSetupLink, setUpAdministrator } from '#lib/server/identity/setup.ts';
import { signIn } from '#lib/server/identity/sign-in.ts';
import { heldUntil } from '#lib/server/identity/signing-hold.ts';
import { addressKey, passwordPerAddress } from '#lib/server/identity/throttle.ts';
import { contextOf, goodPassword, makePerson, makeUnit, publicContext } from '#test/support/identity-people.ts';
import { device, identityWorld, refusalOf, type IdentityWorld } from '#test/support/identity-world.ts';

const newPassword = 'bảy con cò trắng bay về';
let world: IdentityWorld;
let unitId: string;
let email: string;
let userId: string;
let addresses = 0;
/** Another device each time, so that tests do not throttle each other. */
const anyone = () => publicContext(world, `198.51.100.${addresses++}`);

beforeAll(async () => {
	world = await identityWorld();
	unitId = await makeUnit(world, 'SO-NV');
});
afterAll(() => world.close());
beforeEach(async () => {
	email = `${crypto.randomUUID()}@x.vn`;
	userId = await makePerson(world, {
		fullName: 'Lê Thị An',
		email,
		staffName: `SO-NV.${email.slice(0, 8).toUpperCase()}`,
		in: [{ unitId, roles: ['reader'] }]
	});
});

const attempt = (name: string, password: string, ctx = anyone()) => signIn(ctx, { ...device, name, password });

describe('signing in', () => {
	it('takes the mail address or the staff name in any case and begins a session', async () => {
		for (const name of [email.toUpperCase(), `so-nv.${email.slice(0, 8)}`]) {
			const { session } = await attempt(name, goodPassword.normalize('NFD'));
			expect(await readSession(world.client, world.clock, session.id)).toMatchObject({ userId, lockedAt: null });
		}
		expect(await world.client.auditTrail.count({ where: { event: 'session.sign_in', subjectId: userId, actorId: userId, unitId } })).toBe(
			2
		);
	});

	it('answers alike whether the account exists, is invited, disabled or the password is wrong', async () => {
		const invited = `${crypto.randomUUID()}@x.vn`;
		await makePerson(world, { fullName: 'Mới', email: invited, password: null });
		const disabled = `${crypto.randomUUID()}@x.vn`;
		const gone = await makePerson(world, { fullName: 'Cũ', email: disabled });
		await world.client.user.update({ where: { id: gone }, data: { status: 'disabled' } });
		for (const name of [email, invited, disabled, 'nobody@x.vn', 'SO-NV.khongco', "x' or 1=1 --", ''])
			expect(await refusalOf(attempt(name, name === disabled ? goodPassword : 'sai mật khẩu rồi nhé'))).toBe('sign_in_refused');
	});

	it('works as hard for an unknown account as for a wrong password', async () => {
		// The time of the processor, hashing threads included: the clock on the wall depends on what else runs here.
		const work = async (name: string) => {
			const before = process.cpuUsage();
			await refusalOf(attempt(name, 'sai mật khẩu rồi nhé'));
			return process.cpuUsage(before).user;
		};
		// The first one makes the dummy hash.
		await work('warm@x.vn');
		const known = Math.min(await work(email), await work(email), await work(email));
		const unknown = Math.min(await work('no1@x.vn'), await work('no2@x.vn'), await work('no3@x.vn'));
		expect(unknown).toBeGreaterThan(known * 0.5);
		expect(unknown).toBeLessThan(known * 2);
	});

	it('counts unknown names as it counts accounts: five tries, then a wait', async () => {
		for (const name of [email, 'khong-co@x.vn']) {
			const answers: string[] = [];
			for (let go = 0; go < 7; go++) answers.push(await refusalOf(attempt(name, 'sai mật khẩu rồi nhé')));
			expect(answers).toEqual([...Array.from({ length: 5 }, () => 'sign_in_refused'), 'too_many', 'too_many']);
		}
		// The right password does not get in either, by whichever name; later it does.
		expect(await refusalOf(attempt(email, goodPassword))).toBe('too_many');
		expect(await refusalOf(attempt(`so-nv.${email.slice(0, 8)}`, goodPassword))).toBe('too_many');
		world.pass(16);
		await attempt(email, goodPassword);
	});

	it('lets exactly five guesses through when twenty come at once', async () => {
		const answers = await Promise.all(Array.from({ length: 20 }, () => refusalOf(attempt(email, 'sai mật khẩu rồi nhé'))));
		expect(answers.filter((code) => code === 'sign_in_refused')).toHaveLength(5);
		expect(answers.filter((code) => code === 'too_many')).toHaveLength(15);
	});

	it('slows an address that tries many names, but not an office that signs in', async () => {
		const office = publicContext(world, '203.0.113.7');
		for (let go = 0; go < 3; go++) await attempt(email, goodPassword, office);
		const count = () => world.client.throttle.findUnique({ where: { key: addressKey(office.address) }, select: { count: true } });
		expect(await count()).toEqual({ count: 0 });
		await refusalOf(attempt(email, 'sai mật khẩu rồi nhé', office));
		await attempt(email, goodPassword, office);
		expect(await count()).toEqual({ count: 1 });
		// As after 49 names that were tried.
		await world.client.throttle.update({ where: { key: addressKey(office.address) }, data: { count: passwordPerAddress.limit - 1 } });
		expect(await refusalOf(attempt('ten-50@x.vn', 'sai mật khẩu rồi nhé', office))).toBe('sign_in_refused');
		expect(await refusalOf(attempt('ten-51@x.vn', 'sai mật khẩu rồi nhé', office))).toBe('too_many');
		expect(await refusalOf(attempt(email, goodPassword, office))).toBe('too_many');
		await attempt(email, goodPassword);
	});
});

describe('changing the password', () => {
	it('asks for the present one, keeps this session and ends the others', async () => {
		const here = await attempt(email, goodPassword);
		const there = await attempt(email, goodPassword);
		const ctx = await contextOf(world, userId);
		const sessionId = hashSecret(here.session.id);
		expect(await refusalOf(changePassword(ctx, { current: 'không phải mật khẩu', password: newPassword, sessionId }))).toBe(
			'password_wrong'
		);
		expect(await refusalOf(changePassword(ctx, { current: goodPassword, password: 'Lê Thị An 123456', sessionId }))).toBe('invalid');
		expect(await refusalOf(changePassword(ctx, { current: goodPassword, password: goodPassword, sessionId }))).toBe('invalid');
		expect(await changePassword(ctx, { current: goodPassword, password: newPassword, sessionId })).toEqual({ endedSessions: 1 });
		expect(await readSession(world.client, world.clock, here.session.id)).not.toBeNull();
		expect(await readSession(world.client, world.clock, there.session.id)).toBeNull();
		expect(await refusalOf(attempt(email, goodPassword))).toBe('sign_in_refused');
		await attempt(email, newPassword);
	});

	it('is not for tokens, and neither is a recovery code', async () => {
		const ctx = await contextOf(world, userId);
		if (ctx.actor.kind !== 'user') throw new Error('not a person');
		const byToken = { ...ctx, actor: { ...ctx.actor, token: { id: crypto.randomUUID(), name: 'A' } } };
		expect(await refusalOf(changePassword(byToken, { current: goodPassword, password: newPassword, sessionId: undefined }))).toBe(
			'forbidden'
		);
		expect(await refusalOf(renewRecoveryCode(byToken, { password: goodPassword }))).toBe('forbidden');
	});
});

async function invite(channel: 'mail' | 'slip', roles: 'reader' | 'head' = 'reader') {
	const staffName = `SO-NV.${crypto.randomUUID().slice(0, 8)}`.toUpperCase();
	const invitedId = await makePerson(world, { fullName: 'Phạm Văn Bảy', staffName, password: null, in: [{ unitId, roles: [roles] }] });
	const secret = channel === 'mail' ? newSecret() : newPrintedCode('activation');
	await world.client.invitation.create({
		data: {
			userId: invitedId,
			channel,
			secretHash: channel === 'mail' ? hashSecret(secret) : hashPrintedCode(secret),
			createdAt: world.clock.now(),
			expiresAt: new Date(world.clock.now().getTime() + 7 * 86_400_000),
			createdById: userId
		}
	});
	return { userId: invitedId, staffName, secret };
}

describe('an invitation', () => {
	it('by mail link activates once, with the person’s own password', async () => {
		const { secret, staffName, userId: invited } = await invite('mail');
		expect(await invitedBy(anyone(), secret)).toMatchObject({ fullName: 'Phạm Văn Bảy', staffName });
		expect(await refusalOf(acceptInvitation(anyone(), { ...device, secret, password: 'ngắn' }))).toBe('invalid');
		const accepted = await acceptInvitation(anyone(), { ...device, secret, password: newPassword });
		expect(await readSession(world.client, world.clock, accepted.session.id)).toMatchObject({ userId: invited });
		expect(await refusalOf(acceptInvitation(anyone(), { ...device, secret, password: goodPassword }))).toBe('invitation_over');
		await attempt(staffName, newPassword);
	});

	it('is used by one of two who press at once', async () => {
		const { secret } = await invite('mail');
		const both = await Promise.allSettled([1, 2].map(() => acceptInvitation(anyone(), { ...device, secret, password: newPassword })));
		expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
	});

	it('by slip needs name and code together, and says nothing about which was wrong', async () => {
		const { secret, staffName } = await invite('slip');
		const slip = (name: string, code: string) => refusalOf(acceptSlip(anyone(), { ...device, name, code, password: newPassword }));
		expect(await slip(staffName, newPrintedCode('activation'))).toBe('slip_refused');
		expect(await slip('SO-NV.khongco', secret)).toBe('slip_refused');
		expect(await slip(email, secret)).toBe('slip_refused');
		// A password that is refused costs no attempt and does not use up the code.
		for (let go = 0; go < 6; go++)
			expect(await refusalOf(acceptSlip(anyone(), { ...device, name: staffName, code: secret, password: 'ngắn' }))).toBe('invalid');
		await acceptSlip(anyone(), {
			...device,
			name: staffName.toLowerCase(),
			code: secret.toLowerCase().replaceAll('-', ' '),
			password: newPassword
		});
		// A slip that is found later is worth nothing.
		expect(await slip(staffName, secret)).toBe('slip_refused');
	});

	it('ends after seven days and when it is revoked', async () => {
		const late = await invite('mail');
		const revoked = await invite('mail');
		await world.client.invitation.updateMany({ where: { userId: revoked.userId }, data: { revokedAt: world.clock.now() } });
		expect(await refusalOf(invitedBy(anyone(), revoked.secret))).toBe('invitation_over');
		world.pass(7 * 24 * 60);
		expect(await refusalOf(acceptInvitation(anyone(), { ...device, secret: late.secret, password: newPassword }))).toBe('invitation_over');
	});

	it('of a head holds the signature for a day and tells the unit, for whoever saw the slip could have used it', async () => {
		const head = await makePerson(world, { fullName: 'Giám Đốc', email: `${crypto.randomUUID()}@x.vn`, in: [{ unitId, roles: ['head'] }] });
		const { secret, userId: invited } = await invite('mail', 'head');
		await acceptInvitation(anyone(), { ...device, secret, password: newPassword });
		expect(await heldUntil(anyone(), invited)).toEqual(new Date(world.clock.now().getTime() + 24 * 3_600_000));
		expect(await world.client.notice.count({ where: { userId: head, kind: 'heads_changed', subjectId: invited } })).toBe(1);
	});
});

describe('the set-up of an installation', () => {
	it('makes one administrator by a link that works once', async () => {
		const old = (await createSetupLink(anyone())) ?? '';
		const path = (await createSetupLink(anyone())) ?? '';
		const input = { ...device, email: 'Admin@x.vn', fullName: 'Quản Trị', password: newPassword };
		const token = path.replace('/setup/', '');
		expect(await refusalOf(setUpAdministrator(anyone(), { ...input, token: old.replace('/setup/', '') }))).toBe('not_found');
		expect(await refusalOf(setUpAdministrator(anyone(), { ...input, token, email: 'không phải thư' }))).toBe('invalid');
		const both = await Promise.allSettled([1, 2].map(() => setUpAdministrator(anyone(), { ...input, token })));
		expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
		const { userId: admin } = await attempt('admin@x.vn', newPassword);
		expect((await contextOf(world, admin)).actor).toMatchObject({ province: ['administrator'] });
		expect(await createSetupLink(anyone())).toBeNull();
	});
});
