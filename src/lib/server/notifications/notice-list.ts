import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { inHome } from './in-home.ts';
import { noticePath, noticeText } from './notice-words.ts';

export type ListedNotice = { readonly id: string; readonly text: string; readonly href: string; readonly at: Date; readonly seen: boolean };
export type NoticePage = { items: readonly ListedNotice[]; total: number; unseen: number; page: number; pageSize: number };

const pageSize = 50;

/** A person's own notices as far as Home shows them, newest first, without those whose thing is over. @throws Unauthenticated */
export async function listNotices(ctx: Ctx, page: number): Promise<NoticePage> {
	const where = { userId: me(ctx), lapsedAt: null, ...inHome };
	const [rows, total, unseen] = await Promise.all([
		ctx.db.notice.findMany({
			where,
			orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
			skip: (page - 1) * pageSize,
			take: pageSize,
			select: { id: true, kind: true, subjectType: true, subjectId: true, params: true, createdAt: true, seenAt: true }
		}),
		ctx.db.notice.count({ where }),
		ctx.db.notice.count({ where: { ...where, seenAt: null } })
	]);
	const items = rows.flatMap((notice) => {
		const text = noticeText(notice, ctx.locale);
		return text === null ? [] : [{ id: notice.id, text, href: noticePath(notice), at: notice.createdAt, seen: notice.seenAt !== null }];
	});
	return { items, total, unseen, page, pageSize };
}

/** Marks one's own notices as seen: these, or all that Home shows now. Not an act of the QMS: nothing is recorded. */
export async function markNoticesSeen(ctx: Ctx, ids: readonly string[] | 'all'): Promise<void> {
	await ctx.db.notice.updateMany({
		where: { userId: me(ctx), seenAt: null, ...inHome, ...(ids === 'all' ? {} : { id: { in: [...ids] } }) },
		data: { seenAt: ctx.clock.now() }
	});
}

function me(ctx: Ctx): string {
	const id = userIdOf(ctx.actor);
	if (!id) throw new Unauthenticated();
	return id;
}
