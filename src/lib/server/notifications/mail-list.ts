import { record } from '#lib/server/audit-trail/record.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

export const mailStates = ['queued', 'sent', 'failed', 'kept'] as const;
export type MailState = (typeof mailStates)[number];

/** All that an administrator sees of a mail: never its body, nor a link in it. */
export type MailRow = {
	id: string;
	subject: string;
	address: string;
	state: MailState;
	error: string | null;
	attempts: number;
	createdAt: Date;
	sentAt: Date | null;
	/** Whether the text is still there to be sent. */
	sendable: boolean;
};

export type FoundMails = {
	items: MailRow[];
	total: number;
	page: number;
	pageSize: number;
	counts: Record<MailState, number>;
};

/** The mails of the installation, the newest first. Two queries. @throws Forbidden for everybody but the administrator */
export async function listMails(ctx: Ctx, find: { q?: string; state?: string | null; page?: number }): Promise<FoundMails> {
	authorize(ctx, 'mail.list');
	const [page, pageSize] = [Math.max(1, find.page ?? 1), 50];
	const state = mailStates.find((known) => known === find.state);
	const q = (find.q ?? '')
		.normalize('NFC')
		.trim()
		.slice(0, 100)
		.replaceAll(/[\\%_]/g, '\\$&');
	const where = [
		...(state ? [Prisma.sql`state = ${state}::mail_state`] : []),
		...(q ? [Prisma.sql`eiso_fold(address || ' ' || subject) like '%' || eiso_fold(${q}) || '%'`] : []),
		Prisma.sql`true`
	];
	const rows = await ctx.db.$queryRaw<(MailRow & { total: bigint })[]>`
		select id, subject, address, state::text as state, error, attempts, created_at as "createdAt", sent_at as "sentAt",
			body is not null as sendable, count(*) over () as total
		from mail where ${Prisma.join(where, ' and ')} order by created_at desc, id desc limit ${pageSize} offset ${(page - 1) * pageSize}`;
	const groups = await ctx.db.mail.groupBy({ by: ['state'], _count: true });
	const counts = { queued: 0, sent: 0, failed: 0, kept: 0 };
	for (const group of groups) counts[group.state] = group._count;
	return { items: rows.map(({ total: _total, ...row }) => row), total: Number(rows[0]?.total ?? 0), page, pageSize, counts };
}

/**
 * Sends a failed or kept mail again, with its old text. Recorded as `mail.send_again`.
 * @throws Forbidden, NotFound, Conflict `no_mail_server`, `mail_not_waiting`
 */
export function sendAgain(ctx: Ctx, input: { mailId: string; smtpUrl: string | null }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'mail.send_again');
		if (!input.smtpUrl) throw new Conflict('no_mail_server');
		const mail = await ctx.db.mail.findUnique({ where: { id: input.mailId }, select: { id: true, state: true } });
		if (!mail) throw new NotFound();
		const { count } = await ctx.db.mail.updateMany({
			where: { id: mail.id, state: { in: ['failed', 'kept'] }, body: { not: null } },
			data: { state: 'queued', attempts: 0, error: null }
		});
		if (count !== 1) throw new Conflict('mail_not_waiting');
		await enqueue(ctx, 'mail.send', { mailId: mail.id });
		await record(ctx, {
			event: 'mail.send_again',
			subjectType: 'mail',
			subjectId: mail.id,
			unitId: null,
			role,
			before: { state: mail.state },
			after: { state: 'queued' }
		});
	});
}

/** The list as the address asks for it. @throws Forbidden */
export async function mailPage(ctx: Ctx, params: URLSearchParams, sendsMail: boolean) {
	const asked = { q: params.get('q') ?? '', state: params.get('state') ?? '' };
	return { found: await listMails(ctx, { ...asked, page: Number(params.get('page')) || 1 }), asked, sendsMail };
}
