import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsForm } from '#lib/domain/administration/settings.ts';
import { errorLine, jobsPage, retryJob } from '#lib/server/administration/jobs.ts';
import { changeSettings, installationSettings } from '#lib/server/administration/settings.ts';
import { monthsKept } from '#lib/server/audit-trail/access-log-months.ts';
import { identitySettings } from '#lib/server/identity/settings.ts';
import { listMails, sendAgain } from '#lib/server/notifications/mail-list.ts';
import { queueMail, sendMail } from '#lib/server/notifications/mail.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { peopleWorld, type World } from '#test/support/people.ts';

let world: World;
const ids = { administrator: '', coordinator: '', head: '' };
const forbidden: unknown = expect.objectContaining({ status: 403 });
const settings = { smtpUrl: null, mailFrom: 'x@example.vn', origin: 'https://iso.example.vn', port: 1 };

beforeAll(async () => {
	world = await peopleWorld();
	ids.administrator = await world.person('Quản Trị');
	ids.coordinator = await world.person('Điều Phối');
	ids.head = await world.person('Giám Đốc');
	await world.province(ids.administrator, 'administrator');
	await world.province(ids.coordinator, 'coordinator');
	await world.member(ids.head, await world.unit('SO-NV'), ['head'], { position: 'Giám đốc' });
});
afterAll(() => world.close());

describe('settings', () => {
	it('are set by the administrator alone, recorded, and obeyed by those who read them', async () => {
		const administrator = await world.as(ids.administrator);
		expect(await installationSettings(administrator)).toEqual({
			idleMinutes: 30,
			absoluteHours: 12,
			level3: false,
			keepMonths: 24,
			monthsAhead: 12
		});
		const input = settingsForm.parse({ idleMinutes: '20', absoluteHours: '12', level3: 'on', keepMonths: '36', monthsAhead: '6' });
		await changeSettings(administrator, input);
		expect(await installationSettings(administrator)).toEqual(input);
		expect(await identitySettings(world.database.client)).toEqual({ idleMinutes: 20, absoluteHours: 12, level3: true });
		expect(await monthsKept(administrator)).toBe(36);
		const [row] = await world.database.client.auditTrail.findMany({ where: { event: 'settings.change' } });
		expect(row).toMatchObject({
			unitId: null,
			before: { 'session.idleMinutes': 30 },
			after: { 'security.level3': true, 'log.keepMonths': 36 }
		});
		await changeSettings(administrator, input);
		expect(await world.database.client.auditTrail.count({ where: { event: 'settings.change' } })).toBe(1);
		for (const by of [ids.coordinator, ids.head]) {
			const ctx = await world.as(by);
			await expect(changeSettings(ctx, input)).rejects.toEqual(forbidden);
			expect(() => installationSettings(ctx)).toThrow();
		}
	});

	it('never let the access log go before twelve months', () => {
		const parsed = settingsForm.safeParse({ idleMinutes: '20', absoluteHours: '12', keepMonths: '11', monthsAhead: '6' });
		expect(parsed.error?.issues.map((issue) => [issue.path[0], issue.message])).toEqual([['keepMonths', 'number_from:12']]);
	});
});

describe('mail', () => {
	it('shows subject, addressee, state and error, and is sent again only where a server is set', async () => {
		const mailId = await transaction(world.system, (ctx) =>
			queueMail(ctx, {
				userId: null,
				address: 'huong@example.vn',
				locale: 'vi',
				kind: 'reset',
				params: { fullName: 'Hường', path: '/reset/unreadable-secret-path', validUntil: world.clock.now() }
			})
		);
		await sendMail(world.system, { settings }, { mailId });
		const administrator = await world.as(ids.administrator);
		const found = await listMails(administrator, { q: 'huong@', state: 'kept' });
		expect(found.items).toHaveLength(1);
		expect(found.counts).toMatchObject({ kept: 1 });
		expect(JSON.stringify(found)).not.toContain('unreadable');
		expect(Object.keys(found.items[0] ?? {}).sort()).toEqual(
			['address', 'attempts', 'createdAt', 'error', 'id', 'sendable', 'sentAt', 'state', 'subject'].sort()
		);
		await expect(sendAgain(administrator, { mailId, smtpUrl: null })).rejects.toEqual(expect.objectContaining({ code: 'no_mail_server' }));
		await sendAgain(administrator, { mailId, smtpUrl: 'smtp://127.0.0.1:1' });
		expect((await world.database.client.mail.findUniqueOrThrow({ where: { id: mailId } })).state).toBe('queued');
		await expect(sendAgain(administrator, { mailId, smtpUrl: 'smtp://127.0.0.1:1' })).rejects.toEqual(
			expect.objectContaining({ code: 'mail_not_waiting' })
		);
		for (const by of [ids.coordinator, ids.head]) {
			const ctx = await world.as(by);
			await expect(listMails(ctx, {})).rejects.toEqual(forbidden);
			await expect(sendAgain(ctx, { mailId, smtpUrl: 'smtp://x' })).rejects.toEqual(forbidden);
		}
	});
});

describe('jobs', () => {
	it('that failed are shown without secrets and put back by the administrator', async () => {
		const { client } = world.database;
		await client.$executeRaw`
			insert into pgboss.job (name, state, data, output, completed_on, retry_limit, retry_count, policy)
			select 'files.sweep', 'failed', '{"day":"2026-11-24"}', '{"message":"could not reach https://host/reset/abc for an@example.vn"}',
				now(), 1, 1, 'short'`;
		const administrator = await world.as(ids.administrator);
		const page = await jobsPage(administrator);
		expect(page.queues.find((queue) => queue.id === 'files.sweep')).toMatchObject({ failed: 1 });
		const [failed] = page.failed;
		expect(failed).toMatchObject({ name: 'files.sweep', attempts: 2, error: 'could not reach … for …' });
		await expect(retryJob(await world.as(ids.head), { jobId: failed?.id ?? '' })).rejects.toEqual(forbidden);
		await retryJob(administrator, { jobId: failed?.id ?? '' });
		expect((await jobsPage(administrator)).queues.find((queue) => queue.id === 'files.sweep')).toMatchObject({ failed: 0, waiting: 1 });
		await expect(retryJob(administrator, { jobId: failed?.id ?? '' })).rejects.toEqual(expect.objectContaining({ status: 404 }));
		await expect(jobsPage(await world.as(ids.coordinator))).rejects.toEqual(forbidden);
	});

	it('name their error in one short line', () => {
		expect(errorLine({ message: '\nfirst\nsecond' })).toBe('first');
		expect(errorLine({ message: 'token eiso_ab12cd34ef56gh78ij90kl12mn' })).toBe('token …');
		expect(errorLine(null)).toBe('Error');
	});
});
