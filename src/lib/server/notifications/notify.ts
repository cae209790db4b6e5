import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { enqueueMany } from '#lib/server/jobs/queue.ts';

/** The kinds of notices; each has its words in messages/<locale>/notices.json. */
export const noticeKinds = [
	'review_asked',
	'review_gone',
	'approval_asked',
	'approval_gone',
	'returned',
	'approved',
	'cancelled',
	'issued',
	'revoked',
	'withdrawn',
	'citing_changed',
	'drafter_named',
	'drafter_changed',
	'batch_created',
	'correction_proposed',
	'correction_decided',
	'exception_granted',
	'exception_ended',
	'guest_asked',
	'guest_appointed',
	'guest_sent',
	'guest_declined',
	'guest_ended',
	'unit_ends',
	'unit_closed',
	'reset_started',
	'reset_done',
	'heads_changed',
	'appointed',
	'offer_made',
	'offer_accepted',
	'offer_declined',
	'duties_open',
	'duty_received',
	'export_made'
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export type Notification = {
	to: readonly (string | null | undefined)[];
	kind: NoticeKind;
	subjectType: 'version' | 'document' | 'issue_batch' | 'person' | 'unit' | 'exception' | 'guest_review' | 'membership_offer';
	subjectId: string;
	unitId: string | null;
	/** Names and numbers for the words: code, title, numbers, who, reason, day. */
	params: Record<string, string | number | null>;
	/** Also a mail at once (M in states.md); otherwise Home (H) and the daily digest (D). */
	mail?: boolean;
};

/**
 * Tells people, in the caller's transaction. Nobody is told of their own act, nobody twice of the same thing; the mail of an
 * M row goes out by a job that starts only if this commits.
 */
export async function notify(ctx: Ctx, told: Notification): Promise<void> {
	const self = userIdOf(ctx.actor);
	const people = [...new Set(told.to.filter((id): id is string => typeof id === 'string' && id !== self))];
	if (people.length === 0) return;
	const open = await ctx.db.notice.findMany({
		where: {
			userId: { in: people },
			kind: told.kind,
			subjectType: told.subjectType,
			subjectId: told.subjectId,
			seenAt: null,
			lapsedAt: null
		},
		select: { userId: true }
	});
	const already = new Set(open.map((notice) => notice.userId));
	const rows = people
		.filter((userId) => !already.has(userId))
		.map((userId) => ({
			id: crypto.randomUUID(),
			userId,
			kind: told.kind,
			subjectType: told.subjectType,
			subjectId: told.subjectId,
			unitId: told.unitId,
			params: told.params satisfies Prisma.InputJsonObject,
			createdAt: ctx.clock.now()
		}));
	if (rows.length === 0) return;
	await ctx.db.notice.createMany({ data: rows });
	if (!told.mail) return;
	await enqueueMany(
		ctx,
		'mail.notice',
		rows.map((row) => ({ data: { noticeId: row.id } }))
	);
}

/** What a thing that is over no longer asks of anybody: its open notices go (states.md: nothing about a thing that has lapsed). */
export async function lapse(
	ctx: Ctx,
	subjectType: Notification['subjectType'],
	subjectIds: readonly string[],
	kinds?: readonly NoticeKind[]
): Promise<void> {
	await ctx.db.notice.updateMany({
		where: { subjectType, subjectId: { in: [...subjectIds] }, lapsedAt: null, ...(kinds ? { kind: { in: [...kinds] } } : {}) },
		data: { lapsedAt: ctx.clock.now() }
	});
}
