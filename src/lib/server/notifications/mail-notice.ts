import type { JobData } from '#lib/server/jobs/names.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { queueMail } from './mail.ts';
import { isNoticeKind, mayWait } from './notice-kinds.ts';

/**
 * The mail of a notice that does not wait for the digest (M in states.md). The mail has the notice's id, so that a job delivered
 * twice writes one mail. Nothing for a notice that has lapsed or went out with a digest meanwhile, a person without mail or who wants to
 * hear of such a kind once a day (the digest brings it), or an account that is not active.
 */
export async function mailNotice(ctx: Ctx, _tools: unknown, { noticeId }: JobData['mail.notice']): Promise<void> {
	await transaction(ctx, async (ctx) => {
		const notice = await ctx.db.notice.findUnique({
			where: { id: noticeId },
			select: {
				id: true,
				kind: true,
				subjectType: true,
				subjectId: true,
				params: true,
				lapsedAt: true,
				digestedAt: true,
				user: { select: { id: true, email: true, locale: true, fullName: true, status: true, mailChoice: { select: { atOnce: true } } } }
			}
		});
		if (!notice || notice.lapsedAt || notice.digestedAt || !notice.user.email || notice.user.status !== 'active') return;
		const { user, ...row } = notice;
		if (user.mailChoice?.atOnce === false && (!isNoticeKind(row.kind) || mayWait(row.kind))) return;
		await queueMail(ctx, {
			id: notice.id,
			userId: user.id,
			address: notice.user.email,
			locale: user.locale,
			kind: 'notice',
			params: { fullName: user.fullName, notice: row }
		});
	});
}
