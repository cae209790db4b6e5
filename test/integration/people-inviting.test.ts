import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inviteForm } from '#lib/domain/people/forms.ts';
import { acceptSlip } from '#lib/server/identity/invitations.ts';
import { hashPrintedCode } from '#lib/server/identity/printed-code.ts';
import { sendMail } from '#lib/server/notifications/mail.ts';
import { invitePerson } from '#lib/server/people/invite.ts';
import { correctInvited, issueSlips, sendInvitation } from '#lib/server/people/invitations.ts';
import { renderInvitationSlips } from '#lib/server/pdf/render.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { peopleWorld, takenIn, type World } from '#test/support/people.ts';
import { decodeMail, smtpSink, type SmtpSink } from '#test/support/smtp.ts';

let world: World;
let sink: SmtpSink;
let unit: string;
const ids = { head: '', officer: '', administrator: '', coordinator: '' };
const origin = 'https://iso.example.vn';
const refused = (code: string, status: number): unknown => expect.objectContaining({ code, status });

beforeAll(async () => {
	world = await peopleWorld();
	sink = await smtpSink();
	unit = await world.unit('XA-MOI', 'Xã Mới');
	ids.head = await world.person('Chủ Tịch Xã');
	ids.officer = await world.person('Thư Ký Xã');
	ids.administrator = await world.person('Quản Trị');
	ids.coordinator = await world.person('Điều Phối');
	await world.member(ids.head, unit, ['head'], { position: 'Chủ tịch' });
	await world.member(ids.officer, unit, ['officer']);
	await world.province(ids.administrator, 'administrator');
	await world.province(ids.coordinator, 'coordinator');
});
afterAll(async () => {
	await sink.close();
	await stopTypst();
	await world.close();
});

const invite = (ctx: Ctx, more: Record<string, unknown>) =>
	takenIn(invitePerson(ctx, inviteForm.parse({ unitId: unit, fullName: 'Bùi Văn Nhận', roles: ['reader'], ...more })));
const mailOf = (userId: string) => world.database.client.mail.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } });
const openInvitations = (userId: string) => world.database.client.invitation.findMany({ where: { userId, usedAt: null, revokedAt: null } });

/** Everything the database holds that an administrator's pages, the trail, jobs or logs could show. */
async function everythingStored(): Promise<string> {
	const { client } = world.database;
	return JSON.stringify([
		await client.mail.findMany(),
		await client.auditTrail.findMany({ select: { before: true, after: true, comment: true } }),
		await client.notice.findMany(),
		await client.invitation.findMany(),
		await client.$queryRaw`select data, output from pgboss.job`
	]);
}

describe('an account whose owner has not come in yet', () => {
	it('is not taken in by another unit, which would hold its slip', async () => {
		const other = await world.unit('XA-KHAC', 'Xã Khác');
		const thief = await world.person('Chủ Tịch Xã Khác');
		await world.member(thief, other, ['head'], { position: 'Chủ tịch' });
		const email = 'lanh-dao-moi@example.vn';
		const lead = { roles: ['head'], position: 'Phó Chủ tịch', capacity: 'deputy_for', email };
		const made = await invite(await world.as(ids.head), lead);
		const input = inviteForm.parse({ ...lead, fullName: 'Ai Đó', unitId: other, useExisting: true });
		const take = async (by: string) => invitePerson(await world.as(by), input);
		// Only asked: no membership, so no slip, no link and no page of the person.
		expect(await take(thief)).toEqual({ asked: true, address: email, staffName: null });
		const away = await world.as(thief);
		const key = { userId: made.userId };
		await expect(issueSlips(away, { userIds: [made.userId], origin })).rejects.toEqual(refused('person_not_found', 404));
		await expect(sendInvitation(away, key)).rejects.toEqual(refused('person_not_found', 404));
		await expect(correctInvited(away, { ...key, fullName: 'X', email: 'mine@example.vn' })).rejects.toEqual(
			refused('person_not_found', 404)
		);
		expect((await mailOf(made.userId)).map((mail) => mail.kind)).toEqual(['invitation']);
		expect(await openInvitations(made.userId)).toHaveLength(1);
		// The Department may take them in: then only it makes slips for somebody who leads in both.
		await take(ids.coordinator);
		for (const by of [thief, ids.head])
			await expect(issueSlips(await world.as(by), { userIds: [made.userId], origin })).rejects.toEqual(refused('unit_not_found', 404));
		expect(await openInvitations(made.userId)).toEqual([]);
		expect(await issueSlips(await world.as(ids.coordinator), { userIds: [made.userId], origin })).toHaveLength(1);
	});
});

describe('by mail', () => {
	it('the link reaches the person and is nowhere to be read here', async () => {
		const made = await invite(await world.as(ids.officer), { email: 'nhan@example.vn' });
		const [mail] = await mailOf(made.userId);
		await sendMail(
			world.system,
			{ settings: { smtpUrl: sink.url, mailFrom: 'eiso@example.vn', origin, port: 1 } },
			{ mailId: mail?.id ?? '' }
		);
		const text = decodeMail(sink.mails[0]?.raw ?? '');
		const secret = /\/invitation\/([\w-]{40,})/.exec(text)?.[1];
		expect(secret).toBeDefined();
		expect(text).toContain('Thư Ký Xã mời bạn dùng eISO');
		expect(await everythingStored()).not.toContain(secret);
		expect(await openInvitations(made.userId)).toHaveLength(1);
	});

	it('a new link ends the old one, and a mail that never left cannot be read', async () => {
		const officer = await world.as(ids.officer);
		const made = await invite(officer, { email: 'nhan2@example.vn' });
		await sendInvitation(officer, { userId: made.userId });
		expect(await openInvitations(made.userId)).toHaveLength(1);
		const mails = await mailOf(made.userId);
		expect(mails).toHaveLength(2);
		await sendMail(world.system, { settings: { smtpUrl: null, mailFrom: 'x', origin, port: 1 } }, { mailId: mails[1]?.id ?? '' });
		// The clock stands still: mails of one moment come in any order.
		const kept = (await mailOf(made.userId)).find((mail) => mail.id === mails[1]?.id);
		expect(kept?.state).toBe('kept');
		expect(JSON.stringify(kept)).not.toContain('/invitation/');
	});

	it('to a wrong address is put right, and the first link dies', async () => {
		const officer = await world.as(ids.officer);
		const made = await invite(officer, { email: 'sai@example.vn' });
		await correctInvited(officer, { userId: made.userId, fullName: 'Bùi Văn Nhận', email: 'dung@example.vn' });
		expect(await openInvitations(made.userId)).toHaveLength(0);
		await sendInvitation(officer, { userId: made.userId });
		expect((await mailOf(made.userId)).map((mail) => mail.address)).toContain('dung@example.vn');
	});
});

describe('by slip', () => {
	it('codes work once, stand nowhere, and end with the next printing', async () => {
		const officer = await world.as(ids.officer);
		const made = await invite(officer, { channel: 'slip', position: 'Công chức tư pháp' });
		expect(await openInvitations(made.userId)).toHaveLength(0);
		const [first] = await issueSlips(officer, { userIds: [made.userId], origin });
		const [slip] = await issueSlips(officer, { userIds: [made.userId], origin });
		expect(slip).toMatchObject({ unit: 'Xã Mới', name: 'Bùi Văn Nhận', position: 'Công chức tư pháp', address: `${origin}/invitation` });
		const stored = await everythingStored();
		for (const code of [first?.code, slip?.code, slip?.recoveryCode]) expect(stored).not.toContain(code);
		const account = await world.database.client.user.findUniqueOrThrow({ where: { id: made.userId } });
		expect(account.recoveryCodeHash).toBe(hashPrintedCode(slip?.recoveryCode ?? ''));

		const device = { userAgent: '', address: '', sharedComputer: false };
		const accept = (code: string) =>
			acceptSlip(world.nobody, { ...device, name: slip?.staffName ?? '', code, password: 'mot mat khau rat dai 2026' });
		await expect(accept(first?.code ?? '')).rejects.toEqual(refused('slip_refused', 401));
		await accept(slip?.code ?? '');
		await expect(accept(slip?.code ?? '')).rejects.toEqual(refused('slip_refused', 401));
		await expect(issueSlips(officer, { userIds: [made.userId], origin })).rejects.toEqual(refused('already_active', 409));
		await expect(sendInvitation(officer, { userId: made.userId })).rejects.toEqual(refused('already_active', 409));
	});

	it('prints as PDF with the codes', async () => {
		const officer = await world.as(ids.officer);
		const made = await invite(officer, { channel: 'slip' });
		const slips = await issueSlips(officer, { userIds: [made.userId], origin });
		const pdf = await renderInvitationSlips({ locale: 'vi', slips }, { createdAt: world.clock.now() });
		expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-');
	});

	it('for a head is never made by officer or administrator', async () => {
		const made = await invite(await world.as(ids.head), {
			fullName: 'Phó Chủ Tịch',
			channel: 'slip',
			roles: ['head'],
			capacity: 'deputy_for',
			position: 'Phó Chủ tịch'
		});
		for (const userId of [ids.officer, ids.administrator]) {
			const ctx = await world.as(userId);
			await expect(issueSlips(ctx, { userIds: [made.userId], origin })).rejects.toEqual(refused('forbidden', 403));
			await expect(sendInvitation(ctx, { userId: made.userId })).rejects.toEqual(refused('forbidden', 403));
			await expect(correctInvited(ctx, { userId: made.userId, fullName: 'X', email: 'mine@example.vn' })).rejects.toEqual(
				refused('forbidden', 403)
			);
		}
		expect(await issueSlips(await world.as(ids.coordinator), { userIds: [made.userId], origin })).toHaveLength(1);
	});

	it('for several people is all or nothing', async () => {
		const officer = await world.as(ids.officer);
		const made = await invite(officer, { channel: 'slip' });
		await expect(issueSlips(officer, { userIds: [made.userId, ids.head], origin })).rejects.toEqual(
			expect.objectContaining({ status: 403 })
		);
		expect(await openInvitations(made.userId)).toHaveLength(0);
	});
});

it('an officer who is invited elsewhere as head cannot be brought in by the first officer', async () => {
	const officer = await world.as(ids.officer);
	const made = await invite(officer, { channel: 'slip', email: 'hainoi@example.vn' });
	const away = await world.unit('XA-XA');
	await world.member(made.userId, away, ['head'], { position: 'Chủ tịch' });
	await expect(issueSlips(officer, { userIds: [made.userId], origin })).rejects.toEqual(expect.objectContaining({ status: 404 }));
});
