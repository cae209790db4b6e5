import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '#lib/domain/permissions/actor.ts';
import { dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import { cancelAssistedReset, finishWithCode, ownResets, startAssistedReset } from '#lib/server/identity/assisted-reset.ts';
import { confirmReset, resetsToConfirm } from '#lib/server/identity/confirm-reset.ts';
import { renewRecoveryCode } from '#lib/server/identity/change-password.ts';
import { finishMailReset, mailResetOf, requestMailReset } from '#lib/server/identity/mail-reset.ts';
import { hashPrintedCode, newPrintedCode } from '#lib/server/identity/printed-code.ts';
import { readSession } from '#lib/server/identity/sessions.ts';
import { signIn } from '#lib/server/identity/sign-in.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { createToken, readToken } from '#lib/server/identity/tokens.ts';
import { claimReset, finishWithWitness, isClaimConfirmed } from '#lib/server/identity/witness-claim.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { actorOf, contextOf, goodPassword, makePerson, makeUnit, publicContext } from '#test/support/identity-people.ts';
import { device, identityWorld, refusalOf, type IdentityWorld } from '#test/support/identity-world.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

const newPassword = 'bảy con cò trắng bay về';
let world: IdentityWorld;
let unitId: string;
/** Who can be attacked, and who might. */
let head: string;
let headMail: string;
let officer: string;
let deputy: string;
let reader: string;
let admin: string;
let stranger: string;
let addresses = 0;
const anyone = () => publicContext(world, `198.51.100.${addresses++}`);
const as = (userId: string) => contextOf(world, userId);

beforeAll(async () => {
	world = await identityWorld();
	const other = await makeUnit(world, 'SO-TP');
	stranger = await makePerson(world, {
		fullName: 'Người Sở Khác',
		email: 'khac@x.vn',
		in: [{ unitId: other, roles: ['head', 'officer'] }]
	});
	admin = await makePerson(world, { fullName: 'Quản Trị', email: 'admin@x.vn', province: 'administrator' });
});
afterAll(() => world.close());
beforeEach(async () => {
	unitId = await makeUnit(world, `U-${crypto.randomUUID()}`.toUpperCase());
	const person = (fullName: string, role: 'head' | 'officer' | 'reader', email: string) =>
		makePerson(world, { fullName, email, in: [{ unitId, roles: [role] }] });
	headMail = `${crypto.randomUUID()}@x.vn`;
	head = await person('Giám Đốc', 'head', headMail);
	officer = await person('Thư Ký', 'officer', `${crypto.randomUUID()}@x.vn`);
	deputy = await person('Phó Giám Đốc', 'head', `${crypto.randomUUID()}@x.vn`);
	reader = await person('Chuyên Viên', 'reader', `${crypto.randomUUID()}@x.vn`);
});

const attempt = (password: string) => signIn(anyone(), { ...device, name: headMail, password });

async function giveRecoveryCode(printedBy: string): Promise<string> {
	const code = newPrintedCode('recovery');
	await world.client.user.update({ where: { id: head }, data: { recoveryCodeHash: hashPrintedCode(code), recoveryCodeOwn: false } });
	await world.client.invitation.create({
		data: {
			userId: head,
			channel: 'slip',
			secretHash: crypto.randomUUID(),
			createdById: printedBy,
			createdAt: world.clock.now(),
			usedAt: world.clock.now(),
			expiresAt: world.clock.now()
		}
	});
	return code;
}

/** The head signs, or the code and reason of the refusal. */
async function signature(): Promise<{ notice: string | null } | { refused: unknown; reason: unknown }> {
	try {
		const { notice } = await proveSigner(await as(head), unitId, newPassword);
		return { notice };
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		return { refused: error.code, reason: error.params.reason };
	}
}

async function expectHeld(): Promise<void> {
	expect(await signature()).toEqual({ refused: 'signature_refused', reason: 'hold' });
	world.pass(24 * 60 - 1);
	expect(await signature()).toEqual({ refused: 'signature_refused', reason: 'hold' });
	world.pass(1);
	// Signatures of the next thirty days show it.
	expect(JSON.stringify(await signature())).toMatch(/^\{"notice":"reset:/);
	world.pass(30 * 24 * 60);
	expect(await signature()).toEqual({ notice: null });
}

const told = (userId: string, kind: string) => world.client.notice.count({ where: { userId, kind, subjectId: head } });

describe('a reset by mail link', () => {
	const linkSecret = async () => /\/reset\/([\w-]+)/.exec((await world.mailTo(headMail))?.body ?? '')?.[1] ?? '';

	it('answers alike for every name and mails only to an active person', async () => {
		const mails = () => world.client.mail.count({ where: { kind: 'reset' } });
		const before = await mails();
		const invited = `${crypto.randomUUID()}@x.vn`;
		await makePerson(world, { fullName: 'Mới', email: invited, password: null });
		for (const name of ['khong-co@x.vn', 'SO-NV.khongco', invited, '', "' or 1=1"]) await requestMailReset(anyone(), { name });
		expect(await mails()).toBe(before);
		await requestMailReset(anyone(), { name: headMail });
		expect(await mails()).toBe(before + 1);
		for (const name of [headMail, 'khong-co@x.vn']) {
			await requestMailReset(anyone(), { name });
			const last = [
				await requestMailReset(anyone(), { name }).catch(() => 'too_many'),
				await refusalOf(requestMailReset(anyone(), { name }))
			];
			expect(last).toContain('too_many');
		}
	});

	it('works once, an hour, only the newest, and keeps its secret out of the database', async () => {
		await requestMailReset(anyone(), { name: headMail });
		const first = await linkSecret();
		world.pass(1);
		await requestMailReset(anyone(), { name: headMail });
		const second = await linkSecret();
		expect(second).not.toBe(first);
		const rows = await world.client.$queryRaw<{ text: string }[]>`select p::text as text from password_reset p where user_id = ${head}::uuid
			union all select m::text from mail m where user_id = ${head}::uuid
			union all select t::text from audit_trail t where subject_id = ${head}`;
		for (const secret of [first, second]) expect(rows.map((row) => row.text).join()).not.toContain(secret);
		expect(await refusalOf(mailResetOf(anyone(), first))).toBe('reset_over');
		expect(await mailResetOf(anyone(), second)).toMatchObject({ fullName: 'Giám Đốc' });
		await finishMailReset(anyone(), { ...device, secret: second, password: newPassword });
		expect(await refusalOf(finishMailReset(anyone(), { ...device, secret: second, password: goodPassword }))).toBe('reset_over');
		world.pass(1);
		await requestMailReset(anyone(), { name: headMail });
		const third = await linkSecret();
		world.pass(60);
		expect(await refusalOf(mailResetOf(anyone(), third))).toBe('reset_over');
	});

	it('of a head by whoever reads the mail ends sessions and tokens, holds the signature and tells the unit', async () => {
		const before = await attempt(goodPassword);
		const { token } = await createToken(await as(head), { userId: head, name: 'A' });
		await requestMailReset(anyone(), { name: headMail });
		await finishMailReset(anyone(), { ...device, secret: await linkSecret(), password: newPassword });
		expect(await readSession(world.client, world.clock, before.session.id)).toBeNull();
		expect(await readToken(world.client, world.clock, token)).toBeNull();
		expect(await refusalOf(attempt(goodPassword))).toBe('sign_in_refused');
		for (const person of [head, officer, deputy]) expect(await told(person, 'reset_done')).toBe(1);
		expect(await told(reader, 'reset_done')).toBe(0);
		await expectHeld();
	});

	it('of a person who was disabled in between does nothing', async () => {
		await requestMailReset(anyone(), { name: headMail });
		const secret = await linkSecret();
		await world.client.user.update({ where: { id: head }, data: { status: 'disabled' } });
		expect(await refusalOf(finishMailReset(anyone(), { ...device, secret, password: newPassword }))).toBe('reset_over');
	});
});

describe('who may start a reset', () => {
	it('is the unit’s officer or an administrator, never for themselves, and nobody learns of other units’ people', async () => {
		const kind = 'assisted_witness';
		expect(await refusalOf(startAssistedReset(await as(stranger), { userId: head, kind }))).toBe('not_found');
		expect(await refusalOf(startAssistedReset(await as(reader), { userId: head, kind }))).toBe('forbidden');
		expect(await refusalOf(startAssistedReset(await as(officer), { userId: officer, kind }))).toBe('separation_of_duties');
		expect(await refusalOf(startAssistedReset(anyone(), { userId: head, kind }))).toBe('unauthenticated');
		await startAssistedReset(await as(officer), { userId: head, kind });
		await startAssistedReset(await as(admin), { userId: head, kind });
		for (const person of [head, deputy]) expect(await told(person, 'reset_started')).toBeGreaterThan(0);
	});

	it('is an administrator alone for people of the province', async () => {
		const coordinator = await makePerson(world, {
			fullName: 'Điều Phối',
			email: `${crypto.randomUUID()}@x.vn`,
			province: 'coordinator',
			in: [{ unitId, roles: ['reader'] }]
		});
		expect(await refusalOf(startAssistedReset(await as(officer), { userId: coordinator, kind: 'assisted_witness' }))).toBe('forbidden');
		await startAssistedReset(await as(admin), { userId: coordinator, kind: 'assisted_witness' });
	});

	it('gets nothing to see: the present password goes on working, nothing in the answer opens anything', async () => {
		await giveRecoveryCode(officer);
		const answer = await startAssistedReset(await as(admin), { userId: head, kind: 'assisted_code' });
		expect(Object.keys(answer).sort()).toEqual(['expiresAt', 'id']);
		expect(await isClaimConfirmed(anyone(), answer.id)).toBe(false);
		expect(await refusalOf(finishWithWitness(anyone(), { ...device, secret: answer.id, password: newPassword }))).toBe('reset_over');
		await attempt(goodPassword);
	});
});

describe('a reset with the recovery code', () => {
	const byCode = (recoveryCode: string, name = headMail) =>
		finishWithCode(anyone(), { ...device, name, recoveryCode, password: newPassword });

	it('lets the person in after somebody started it, once, and holds the signature', async () => {
		const code = await giveRecoveryCode(officer);
		// A stolen slip alone is worth nothing, and neither is a started reset without the slip.
		expect(await refusalOf(byCode(code))).toBe('reset_code_refused');
		await startAssistedReset(await as(admin), { userId: head, kind: 'assisted_code' });
		expect(await refusalOf(byCode(newPrintedCode('recovery')))).toBe('reset_code_refused');
		expect(await refusalOf(byCode(code, 'khong-co@x.vn'))).toBe('reset_code_refused');
		await byCode(code.toLowerCase());
		expect(await refusalOf(byCode(code))).toBe('reset_code_refused');
		for (const person of [head, officer, deputy, admin]) expect(await told(person, 'reset_done')).toBe(1);
		await expectHeld();
		// The code is used up for later resets too.
		expect(await refusalOf(startAssistedReset(await as(admin), { userId: head, kind: 'assisted_code' }))).toBe('reset_no_code');
	});

	it('cannot be started by who printed the slip and so has seen the code, unless the person made a new one', async () => {
		const printed = await giveRecoveryCode(officer);
		const start = async () => startAssistedReset(await as(officer), { userId: head, kind: 'assisted_code' });
		expect(await refusalOf(start())).toBe('reset_printed_by_you');
		const { recoveryCode } = await renewRecoveryCode(await as(head), { password: goodPassword });
		await start();
		expect(await refusalOf(byCode(printed))).toBe('reset_code_refused');
		await byCode(recoveryCode);
	});

	it('allows five guesses in all', async () => {
		await giveRecoveryCode(officer);
		await startAssistedReset(await as(admin), { userId: head, kind: 'assisted_code' });
		const answers = await Promise.all(Array.from({ length: 8 }, () => refusalOf(byCode(newPrintedCode('recovery')))));
		expect(answers.filter((code) => code === 'reset_code_refused')).toHaveLength(5);
		expect(answers.filter((code) => code === 'too_many')).toHaveLength(3);
	});

	it('ends after a day, and when the person or the unit cancels it', async () => {
		const code = await giveRecoveryCode(officer);
		const { id } = await startAssistedReset(await as(admin), { userId: head, kind: 'assisted_code' });
		expect(await refusalOf(cancelAssistedReset(await as(stranger), { resetId: id }))).toBe('not_found');
		await cancelAssistedReset(await as(deputy), { resetId: id });
		expect(await refusalOf(byCode(code))).toBe('reset_code_refused');
		// The person sees one that they did not ask for, wherever they are still signed in.
		await startAssistedReset(await as(admin), { userId: head, kind: 'assisted_code' });
		const [unasked] = await ownResets(await as(head));
		expect(unasked).toMatchObject({ startedBy: 'Quản Trị' });
		await cancelAssistedReset(await as(head), { resetId: unasked?.id ?? '' });
		expect(await ownResets(await as(head))).toEqual([]);
		expect(await refusalOf(byCode(code))).toBe('reset_code_refused');
		await startAssistedReset(await as(admin), { userId: head, kind: 'assisted_code' });
		world.pass(24 * 60);
		expect(await refusalOf(byCode(code))).toBe('reset_code_refused');
	});
});

describe('a reset with a witness', () => {
	const kind = 'assisted_witness';
	const start = async (by: string) => (await startAssistedReset(await as(by), { userId: head, kind })).id;

	it('lets only the browser in whose number a second person typed, and holds the signature', async () => {
		const resetId = await start(officer);
		const claim = await claimReset(anyone(), { name: headMail });
		expect(await isClaimConfirmed(anyone(), claim.secret)).toBe(false);
		expect(await refusalOf(finishWithWitness(anyone(), { ...device, secret: claim.secret, password: newPassword }))).toBe('reset_over');
		expect((await resetsToConfirm(await as(deputy))).map((row) => row.id)).toEqual([resetId]);
		await confirmReset(await as(deputy), { resetId, number: claim.number });
		expect(await isClaimConfirmed(anyone(), claim.secret)).toBe(true);
		await finishWithWitness(anyone(), { ...device, secret: claim.secret, password: newPassword });
		await attempt(newPassword);
		await expectHeld();
	});

	it('is confirmed by nobody who started it, is it about, or does not belong there', async () => {
		const resetId = await start(officer);
		const { number } = await claimReset(anyone(), { name: headMail });
		expect(await refusalOf(confirmReset(await as(officer), { resetId, number }))).toBe('reset_second_person');
		expect(await refusalOf(confirmReset(await as(head), { resetId, number }))).toBe('separation_of_duties');
		for (const person of [reader, stranger, admin]) {
			expect(await refusalOf(confirmReset(await as(person), { resetId, number }))).toBe('not_found');
			expect(await resetsToConfirm(await as(person))).toEqual([]);
		}
		// An administrator who starts one cannot confirm it either: the database refuses it too.
		await expect(
			world.client.passwordReset.update({ where: { id: resetId }, data: { state: 'confirmed', confirmedById: officer } })
		).rejects.toThrow(/password_reset_three_people/);
	});

	it('is nothing that a unit can do to the head of another whom it took in', async () => {
		const taker = await makeUnit(world, `U-${crypto.randomUUID()}`.toUpperCase());
		const person = (fullName: string, role: 'head' | 'officer') =>
			makePerson(world, { fullName, email: `${crypto.randomUUID()}@x.vn`, in: [{ unitId: taker, roles: [role] }] });
		const [thief, helper] = [await person('Kẻ Gian', 'officer'), await person('Đồng Lõa', 'head')];
		const today = toDbDate(dayOf(world.clock.now()));
		const takenAs = (...roles: Role[]) =>
			onItsDay(world, async (db) => {
				await db.membership.updateMany({ where: { userId: head, unitId: taker, validTo: null }, data: { validTo: today } });
				await db.membership.create({ data: { userId: head, unitId: taker, roles, position: '', validFrom: today } });
			});
		for (const role of ['reader', 'officer'] as const) {
			await takenAs(role);
			expect(await refusalOf(startAssistedReset(await as(thief), { userId: head, kind }))).toBe('forbidden');
		}
		await takenAs('reader');
		const resetId = await start(admin);
		const { number } = await claimReset(anyone(), { name: headMail });
		expect(await resetsToConfirm(await as(helper))).toEqual([]);
		expect(await refusalOf(confirmReset(await as(helper), { resetId, number }))).toBe('not_found');
		await confirmReset(await as(deputy), { resetId, number });
	});

	it('is not confirmed for an attacker who claims at the same time', async () => {
		const resetId = await start(officer);
		const person = await claimReset(anyone(), { name: headMail });
		let attacker = await claimReset(anyone(), { name: headMail });
		while (attacker.number === person.number) attacker = await claimReset(anyone(), { name: headMail });
		// The witness types what the person beside them reads out.
		expect(await refusalOf(confirmReset(await as(deputy), { resetId, number: person.number }))).toBe('reset_number_wrong');
		expect(await isClaimConfirmed(anyone(), person.secret)).toBe(false);
		const again = await claimReset(anyone(), { name: headMail });
		await confirmReset(await as(deputy), { resetId, number: again.number });
		expect(await isClaimConfirmed(anyone(), attacker.secret)).toBe(false);
		expect(await isClaimConfirmed(anyone(), again.secret)).toBe(true);
		// After the confirmation nobody else can claim it.
		const late = await claimReset(anyone(), { name: headMail });
		expect(await refusalOf(finishWithWitness(anyone(), { ...device, secret: late.secret, password: newPassword }))).toBe('reset_over');
	});

	it('ends after three wrong numbers, also when they come at once', async () => {
		const resetId = await start(officer);
		const claim = await claimReset(anyone(), { name: headMail });
		const wrong = String((Number(claim.number) + 1) % 10_000).padStart(4, '0');
		const ctx = await as(deputy);
		const answers = await Promise.all(Array.from({ length: 5 }, () => refusalOf(confirmReset(ctx, { resetId, number: wrong }))));
		expect(answers.filter((code) => code === 'reset_number_wrong')).toHaveLength(3);
		expect(answers.filter((code) => code === 'reset_over')).toHaveLength(2);
		expect(await refusalOf(confirmReset(ctx, { resetId, number: claim.number }))).toBe('reset_over');
	});

	it('cannot be confirmed before anybody shows a number, nor finished a quarter of an hour later', async () => {
		const resetId = await start(officer);
		expect(await refusalOf(confirmReset(await as(deputy), { resetId, number: '' }))).toBe('reset_number_wrong');
		const claim = await claimReset(anyone(), { name: headMail });
		await confirmReset(await as(deputy), { resetId, number: claim.number });
		world.pass(15);
		expect(await refusalOf(finishWithWitness(anyone(), { ...device, secret: claim.secret, password: newPassword }))).toBe('reset_over');
	});

	it('tells nobody whether a reset is open: a name that does not exist gets a number too', async () => {
		const claim = await claimReset(anyone(), { name: 'khong-co@x.vn' });
		expect(claim.number).toMatch(/^\d{4}$/);
		expect(await isClaimConfirmed(anyone(), claim.secret)).toBe(false);
	});

	it('is not started where nobody could confirm it', async () => {
		const lonely = await makeUnit(world, `U-${crypto.randomUUID()}`.toUpperCase());
		const email = `${crypto.randomUUID()}@x.vn`;
		const only = await makePerson(world, { fullName: 'Một Mình', email, in: [{ unitId: lonely, roles: ['head'] }] });
		expect(await refusalOf(startAssistedReset(await as(admin), { userId: only, kind }))).toBe('reset_no_witness');
	});
});

describe('a signature', () => {
	it('is not given by a token alone, a session alone or a disabled head', async () => {
		const actor = await actorOf(world, head);
		const { id } = await createToken(await as(head), { userId: head, name: 'A' });
		const byToken = createContext({ actor: { ...actor, token: { id, name: 'A' } }, client: world.client, clock: world.clock });
		expect(await refusalOf(proveSigner(byToken, unitId, ''))).toBe('signature_refused');
		expect(await refusalOf(proveSigner(byToken, unitId, 'sai mật khẩu rồi nhé'))).toBe('signature_refused');
		// The actor was loaded before the account was disabled.
		const ctx = await as(head);
		await world.client.user.update({ where: { id: head }, data: { status: 'disabled' } });
		expect(await refusalOf(proveSigner(ctx, unitId, goodPassword))).toBe('signature_refused');
	});

	it('is guessed at no faster than a sign-in', async () => {
		const ctx = await as(head);
		for (let go = 0; go < 3; go++) expect(await refusalOf(proveSigner(ctx, unitId, 'sai mật khẩu rồi nhé'))).toBe('signature_refused');
		for (let go = 0; go < 2; go++) expect(await refusalOf(attempt('sai mật khẩu rồi nhé'))).toBe('sign_in_refused');
		expect(await refusalOf(proveSigner(ctx, unitId, goodPassword))).toBe('too_many');
		expect(await refusalOf(attempt(goodPassword))).toBe('too_many');
	});

	it('is no administrator’s or officer’s to give with their own password', async () => {
		for (const person of [admin, officer, reader, stranger])
			expect(await refusalOf(proveSigner(await as(person), unitId, goodPassword))).toBe('forbidden');
	});
});
