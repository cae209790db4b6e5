import { z } from 'zod';
import { enqueue } from '#lib/server/jobs/queue.ts';
import type { JobData } from '#lib/server/jobs/names.ts';
import type { Ctx, Locale } from '#lib/server/platform/context.ts';
import { secretBox } from '#lib/server/platform/secrets.ts';
import type { Settings } from '#lib/server/platform/settings.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { mailHtml, mailText, type MailContent } from './mail-content.ts';
import { composeMail, type MailKind, type MailParams } from './mail-words.ts';
import { sendBySmtp, type SmtpOutcome, type SmtpTimeouts } from './smtp.ts';

export type NewMail<Kind extends MailKind> = {
	/** Makes the mail the one of its kind about one thing: a second call with the same id changes nothing. */
	id?: string;
	userId: string | null;
	address: string;
	/** The reader's language, not the actor's. */
	locale: Locale;
	kind: Kind;
	params: MailParams[Kind];
};

/**
 * Writes a mail in the reader's language and queues its sending, in the caller's transaction. Links in it are paths; the address
 * of the installation is put before them when it is sent. The body is sealed at rest and dropped once sent. Gives the mail's id.
 * @throws Error outside a transaction
 */
export async function queueMail<Kind extends MailKind>(ctx: Ctx, mail: NewMail<Kind>): Promise<string> {
	const id = mail.id ?? crypto.randomUUID();
	const { subject, ...rest } = composeMail(mail.kind, mail.params, mail.locale);
	const { count } = await ctx.db.mail.createMany({
		data: [
			{
				id,
				userId: mail.userId,
				address: mail.address,
				locale: mail.locale,
				kind: mail.kind,
				subject,
				body: secretBox().seal(JSON.stringify(rest), contextOf(id)),
				createdAt: ctx.clock.now()
			}
		],
		skipDuplicates: true
	});
	if (count === 1) await enqueue(ctx, 'mail.send', { mailId: id });
	return id;
}

export type MailTools = {
	readonly settings: Pick<Settings, 'smtpUrl' | 'mailFrom' | 'origin' | 'port'>;
	/** For tests of slow servers. */
	readonly timeouts?: SmtpTimeouts;
};

/** Minutes until the next attempt; after the last one the mail has failed. A server that is down for a day loses nothing. */
export const retryMinutes = [1, 5, 15, 60, 180, 360, 720] as const;

/**
 * Sends one queued mail, or keeps it where no server is set. A delay queues the next attempt; a refusal is final. Does nothing for
 * a mail that is not waiting any more, so that a job delivered twice sends once.
 */
export async function sendMail(ctx: Ctx, tools: MailTools, { mailId }: JobData['mail.send']): Promise<void> {
	const { count } = await ctx.db.mail.updateMany({
		where: { id: mailId, state: 'queued', body: { not: null } },
		data: { attempts: { increment: 1 } }
	});
	if (count === 0) return;
	const mail = await ctx.db.mail.findUniqueOrThrow({ where: { id: mailId } });
	const { smtpUrl } = tools.settings;
	if (!smtpUrl) {
		await ctx.db.mail.updateMany({ where: { id: mailId, state: 'queued' }, data: { state: 'kept', error: null } });
		return;
	}
	const content = openBody(mail);
	const origin = publicOrigin(tools.settings);
	const outcome = await sendBySmtp(
		smtpUrl,
		{
			messageId: `<${mail.id}@${new URL(origin).hostname}>`,
			from: tools.settings.mailFrom,
			to: mail.address,
			subject: mail.subject,
			text: mailText(content, origin),
			html: mailHtml(content, origin, mail.locale)
		},
		tools.timeouts
	);
	await settle(ctx, mail, outcome);
}

async function settle(ctx: Ctx, mail: { id: string; attempts: number }, outcome: SmtpOutcome): Promise<void> {
	const waiting = { id: mail.id, state: 'queued' } as const;
	if (outcome.kind === 'sent') {
		const data = { state: 'sent', sentAt: ctx.clock.now(), body: null, error: null } as const;
		await ctx.db.mail.updateMany({ where: waiting, data });
		return;
	}
	const minutes = outcome.kind === 'delayed' ? retryMinutes[mail.attempts - 1] : undefined;
	if (minutes === undefined) {
		await ctx.db.mail.updateMany({ where: waiting, data: { state: 'failed', error: outcome.error } });
		return;
	}
	await transaction(ctx, async (ctx) => {
		await ctx.db.mail.updateMany({ where: waiting, data: { error: outcome.error } });
		// The queue waits by the machine's clock, also where the app's is moved.
		await enqueue(ctx, 'mail.send', { mailId: mail.id }, { startAfter: new Date(Date.now() + minutes * 60_000) });
	});
}

const block = z.discriminatedUnion('kind', [
	z.object({ kind: z.enum(['text', 'heading']), text: z.string() }),
	z.object({ kind: z.literal('link'), label: z.string(), path: z.string() }),
	z.object({ kind: z.literal('list'), items: z.array(z.object({ text: z.string(), path: z.string().optional() })) }),
	z.object({ kind: z.literal('code'), lines: z.array(z.string()) })
]);
const sealedBody = z.object({ blocks: z.array(block), footer: z.string() });

function openBody(mail: { id: string; subject: string; body: string | null }): MailContent {
	const body: unknown = JSON.parse(secretBox().open(mail.body ?? '', contextOf(mail.id)));
	return { subject: mail.subject, ...sealedBody.parse(body) };
}

function contextOf(mailId: string): string {
	return `mail:${mailId}`;
}

/** The address under which people reach the installation. */
export function publicOrigin(settings: Pick<Settings, 'origin' | 'port'>): string {
	return settings.origin ?? `http://localhost:${settings.port}`;
}
