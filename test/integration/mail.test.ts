import type { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { attachQueue, createBoss } from '#lib/server/jobs/queue.ts';
import { digestHandler } from '#lib/server/notifications/digest.ts';
import { mailNotice } from '#lib/server/notifications/mail-notice.ts';
import { queueMail, retryMinutes, sendMail, type MailTools } from '#lib/server/notifications/mail.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { createLogger } from '#lib/server/platform/log.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { decodeMail, smtpSink, type SmtpSink } from '#test/support/smtp.ts';

let database: TestDatabase;
let boss: PgBoss;
let sink: SmtpSink;
let ctx: Ctx;
const clock = fixedClock(new Date('2026-11-24T02:00:00Z'));
const secretPath = '/reset/kJ7-verysecretpathnobodymayread0123456789';

beforeAll(async () => {
	process.env.SECRET_KEY = Buffer.alloc(32, 7).toString('base64');
	database = await testDatabase();
	boss = await createBoss(database.url, createLogger('silent'));
	attachQueue(database.client, boss);
	sink = await smtpSink();
	ctx = createContext({ actor: systemActor, client: database.client, clock });
});
afterAll(async () => {
	await sink.close();
	await boss.stop({ graceful: false });
	await database.drop();
});
beforeEach(() => {
	sink.manner = 'accept';
	sink.mails.length = 0;
});

function tools(smtpUrl: string | null): MailTools {
	return {
		settings: { smtpUrl, mailFrom: 'eISO <eiso@example.vn>', origin: 'https://iso.example.vn', port: 3000 },
		timeouts: { connectMs: 500, silenceMs: 500 }
	};
}

async function person(email: string | null, more: { locale?: 'vi' | 'en'; status?: 'active' | 'disabled' } = {}): Promise<string> {
	const staffName = `T.${crypto.randomUUID()}`.toUpperCase();
	const user = await database.client.user.create({
		data: { email, staffName, fullName: 'Nguyễn Thị Hường', status: more.status ?? 'active', locale: more.locale ?? 'vi' }
	});
	return user.id;
}

function reset(address: string, locale: 'vi' | 'en' = 'vi'): Promise<string> {
	return transaction(ctx, (ctx) =>
		queueMail(ctx, {
			userId: null,
			address,
			locale,
			kind: 'reset',
			params: { fullName: 'Nguyễn Thị Hường', path: secretPath, validUntil: new Date('2026-11-24T03:00:00Z') }
		})
	);
}

function row(id: string) {
	return database.client.mail.findUniqueOrThrow({ where: { id } });
}

/** What waits in the queue for this mail, with the seconds until it may start. */
async function waiting(mailId: string): Promise<number[]> {
	const rows = await database.client.$queryRaw<{ seconds: number }[]>`
		select extract(epoch from start_after - now())::float8 as seconds from pgboss.job
		where name = 'mail.send' and data->>'mailId' = ${mailId} and state = 'created' order by start_after`;
	return rows.map((entry) => entry.seconds);
}

describe('queueing', () => {
	it('writes row and job together or not at all', async () => {
		const failing = transaction(ctx, async (ctx) => {
			await queueMail(ctx, {
				id: '00000000-0000-4000-8000-000000000001',
				userId: null,
				address: 'a@example.vn',
				locale: 'vi',
				kind: 'notice',
				params: { fullName: 'A', notice: { kind: 'approved', subjectType: 'version', subjectId: 'x', params: {} } }
			});
			throw new Error('undo');
		});
		await expect(failing).rejects.toThrow('undo');
		expect(await database.client.mail.count({ where: { id: '00000000-0000-4000-8000-000000000001' } })).toBe(0);
		expect(await waiting('00000000-0000-4000-8000-000000000001')).toEqual([]);

		const id = await reset('huong@example.vn');
		expect(await waiting(id)).toHaveLength(1);
	});

	it('keeps no word of the body readable in the database', async () => {
		const mail = await row(await reset('huong@example.vn'));
		expect(mail.state).toBe('queued');
		expect(mail.body).not.toContain('verysecret');
		expect(JSON.stringify(mail)).not.toContain('verysecret');
		const jobs = await database.client.$queryRaw<unknown[]>`select data, output from pgboss.job where name = 'mail.send'`;
		expect(JSON.stringify(jobs)).not.toContain('verysecret');
	});
});

describe('a server that accepts', () => {
	it('gets the mail in the reader’s language with the whole link, and the body goes', async () => {
		const id = await reset('huong@example.vn');
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect(sink.mails).toHaveLength(1);
		const [mail] = sink.mails;
		expect(mail?.to).toEqual(['huong@example.vn']);
		const text = decodeMail(mail?.raw ?? '');
		expect(text).toContain(`https://iso.example.vn${secretPath}`);
		expect(text).toContain('Kính gửi Nguyễn Thị Hường,');
		expect(text).toContain('10:00, 24/11/2026');
		expect(text).toContain('Auto-Submitted: auto-generated');
		expect(await row(id)).toMatchObject({ state: 'sent', body: null, attempts: 1, error: null, sentAt: clock.now() });

		await sendMail(ctx, tools(sink.url), { mailId: await reset('b@example.vn', 'en') });
		expect(decodeMail(sink.mails[1]?.raw ?? '')).toContain('Dear Nguyễn Thị Hường,');
	});

	it('gets it once, however often the job is delivered', async () => {
		const id = await reset('huong@example.vn');
		await sendMail(ctx, tools(sink.url), { mailId: id });
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect(sink.mails).toHaveLength(1);
	});

	it('gets no header or address that text brought in', async () => {
		const id = await transaction(ctx, (ctx) =>
			queueMail(ctx, {
				userId: null,
				address: 'huong@example.vn',
				locale: 'vi',
				kind: 'invitation',
				params: {
					fullName: 'A\r\nBcc: thief@example.vn\r\n\r\n<script>alert(1)</script>',
					unit: 'Sở Nội vụ',
					invitedBy: '<b>B</b>',
					staffName: null,
					path: '/invitation/x',
					validUntil: clock.now()
				}
			})
		);
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect(sink.mails[0]?.to).toEqual(['huong@example.vn']);
		const text = decodeMail(sink.mails[0]?.raw ?? '');
		expect(text.split(/\r?\n\r?\n/)[0]).not.toContain('Bcc');
		const html = text.slice(text.indexOf('<!doctype html>'));
		expect(html).not.toContain('<script>');
		expect(html).toContain('&lt;b&gt;B&lt;/b&gt;');
	});
});

describe('a server that refuses', () => {
	it('ends the mail with a short error and without another attempt', async () => {
		sink.manner = 'refuse-address';
		const id = await reset('nobody@example.vn');
		await sendMail(ctx, tools(sink.url), { mailId: id });
		const mail = await row(id);
		expect(mail.state).toBe('failed');
		expect(mail.error).toContain('550');
		expect(mail.error).toContain('no such person');
		expect(await waiting(id)).toHaveLength(1);
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect((await row(id)).attempts).toBe(1);
	});

	it('does not show the administrator a link that it repeats', async () => {
		sink.manner = 'refuse-content';
		const id = await reset('huong@example.vn');
		await sendMail(ctx, tools(sink.url), { mailId: id });
		const mail = await row(id);
		expect(mail.state).toBe('failed');
		expect(mail.error).toMatch(/^554 5\.7\.1 blocked because of/);
		expect(mail.error).not.toContain('verysecret');
		expect(mail.error).not.toContain('iso.example.vn');
	});
});

describe('a server that delays', () => {
	it('is asked again later and later, then given up', async () => {
		sink.manner = 'delay';
		const id = await reset('huong@example.vn');
		await database.client.$executeRaw`delete from pgboss.job where data->>'mailId' = ${id}`;
		for (const minutes of retryMinutes) {
			await sendMail(ctx, tools(sink.url), { mailId: id });
			expect((await row(id)).state).toBe('queued');
			const [seconds = 0] = await waiting(id);
			expect(seconds / 60).toBeGreaterThan(minutes - 0.5);
			expect(seconds / 60).toBeLessThan(minutes + 0.5);
			await database.client.$executeRaw`delete from pgboss.job where data->>'mailId' = ${id}`;
		}
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect(await row(id)).toMatchObject({ state: 'failed', attempts: retryMinutes.length + 1 });
		expect(await waiting(id)).toEqual([]);
	});

	it('gets the mail when it takes it at last', async () => {
		sink.manner = 'delay';
		const id = await reset('huong@example.vn');
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect((await row(id)).error).toContain('451');
		sink.manner = 'accept';
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect(await row(id)).toMatchObject({ state: 'sent', error: null, attempts: 2 });
		expect(sink.mails).toHaveLength(1);
	});

	it('does not hold a worker when it falls silent or is not there', async () => {
		sink.manner = 'silent';
		const id = await reset('huong@example.vn');
		// It ends by itself: a worker that were held would end this test by its own limit.
		await sendMail(ctx, tools(sink.url), { mailId: id });
		expect((await row(id)).state).toBe('queued');
		await sendMail(ctx, tools('smtp://127.0.0.1:1'), { mailId: id });
		expect((await row(id)).error).toMatch(/^E[A-Z]+$/);
	});
});

it('without a server the mail is kept, sealed', async () => {
	const id = await reset('huong@example.vn');
	await sendMail(ctx, tools(null), { mailId: id });
	const mail = await row(id);
	expect(mail.state).toBe('kept');
	expect(JSON.stringify(mail)).not.toContain('verysecret');
});

describe('notices', () => {
	const about = (subjectId: string, to: string[], substantive: boolean) =>
		transaction(ctx, (ctx) =>
			notify(ctx, {
				to,
				kind: 'issued',
				subjectType: 'document',
				subjectId,
				unitId: null,
				params: { code: 'QT-01', title: 'Kiểm soát tài liệu', day: '01/12/2026' },
				substantive
			})
		);
	const noticesOf = (userId: string) => database.client.notice.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } });

	it('of the urgent kind go out at once, named only in the body', async () => {
		const userId = await person('gap@example.vn');
		await about(crypto.randomUUID(), [userId], true);
		const [notice] = await noticesOf(userId);
		const noticeId = notice?.id ?? '';
		await mailNotice(ctx, {}, { noticeId });
		await mailNotice(ctx, {}, { noticeId });
		const mail = await row(noticeId);
		expect(mail.subject).not.toContain('QT-01');
		await sendMail(ctx, tools(sink.url), { mailId: noticeId });
		expect(sink.mails).toHaveLength(1);
		expect(decodeMail(sink.mails[0]?.raw ?? '')).toContain('QT-01 Kiểm soát tài liệu được ban hành, có hiệu lực từ 01/12/2026');
	});

	it('that lapsed, or of people who left or have no mail, go nowhere', async () => {
		const [gone, disabled, without] = [
			await person('a1@example.vn'),
			await person('a2@example.vn', { status: 'disabled' }),
			await person(null)
		];
		const subject = crypto.randomUUID();
		await about(subject, [gone, disabled, without], true);
		await transaction(ctx, (ctx) => lapse(ctx, 'document', [subject]));
		await about(crypto.randomUUID(), [disabled, without], true);
		for (const userId of [gone, disabled, without])
			for (const notice of await noticesOf(userId)) {
				await mailNotice(ctx, {}, { noticeId: notice.id });
				expect(await database.client.mail.count({ where: { id: notice.id } })).toBe(0);
			}
	});

	it('wait for one digest a day; what was mailed, seen or has lapsed is left out', async () => {
		const userId = await person('tongket@example.vn');
		const [open, mailed, seen] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
		await about(open, [userId], false);
		await about(mailed, [userId], true);
		await about(seen, [userId], false);
		for (const notice of await noticesOf(userId)) {
			if (notice.subjectId === mailed) await mailNotice(ctx, {}, { noticeId: notice.id });
			if (notice.subjectId === seen) await database.client.notice.update({ where: { id: notice.id }, data: { seenAt: clock.now() } });
		}
		const digest = digestHandler(() => Promise.resolve([]));
		await digest(ctx, {}, { day: '2026-11-24' });
		await digest(ctx, {}, { day: '2026-11-24' });
		const mails = await database.client.mail.findMany({ where: { userId, kind: 'digest' } });
		expect(mails).toHaveLength(1);
		expect(mails[0]?.subject).toBe('eISO 24/11/2026: 1 thông báo');
		await sendMail(ctx, tools(sink.url), { mailId: mails[0]?.id ?? '' });
		const text = decodeMail(sink.mails[0]?.raw ?? '');
		expect(text).toContain(`https://iso.example.vn/documents/${open}`);
		expect(text).not.toContain(mailed);
		expect(text).not.toContain(seen);
		await digest(ctx, {}, { day: '2026-11-25' });
		expect(await database.client.mail.count({ where: { userId, kind: 'digest' } })).toBe(1);
	});

	it('bring heads the checkpoint of their unit and coordinators all of them', async () => {
		const unit = await database.client.unit.create({ data: {} });
		const [head, coordinator] = [await person('thutruong@example.vn'), await person('dieuphoi@example.vn', { locale: 'en' })];
		const validFrom = new Date('2026-01-01');
		await database.client.membership.create({
			data: { userId: head, unitId: unit.id, roles: ['head'], position: 'Giám đốc', capacity: 'chief', validFrom }
		});
		await database.client.provinceAppointment.create({ data: { userId: coordinator, role: 'coordinator', validFrom } });
		const line = (unitId: string | null, code: string) => ({
			unitId,
			chain: code,
			seq: 12n,
			hash: `hash-${code}`,
			at: clock.now(),
			code: `C-${code}`,
			signature: `signature-${code}`
		});
		await digestHandler(() => Promise.resolve([line(unit.id, 'OWN'), line(crypto.randomUUID(), 'OTHER'), line(null, 'PROVINCE')]))(
			ctx,
			{},
			{ day: '2026-11-26' }
		);
		for (const [userId, codes] of [
			[head, ['OWN']],
			[coordinator, ['OWN', 'OTHER', 'PROVINCE']]
		] as const) {
			const mail = await database.client.mail.findFirstOrThrow({ where: { userId, kind: 'digest' } });
			sink.mails.length = 0;
			await sendMail(ctx, tools(sink.url), { mailId: mail.id });
			const text = decodeMail(sink.mails[0]?.raw ?? '');
			for (const code of ['OWN', 'OTHER', 'PROVINCE']) expect(text.includes(`hash-${code}`)).toBe(codes.some((own) => own === code));
		}
	});
});
