import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import type { AnnouncementWords } from '#lib/domain/roll-out/announcements/words.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

const parts = {
	standard: { select: { nameVi: true, nameEn: true } },
	confirmation: { select: { id: true, number: true, confirmedOn: true, state: true, effective: true } },
	supersedes: { select: { id: true, number: true, decisionNumber: true, decisionDate: true, standardCode: true } },
	services: { orderBy: { position: 'asc' } },
	sendings: { orderBy: { number: 'asc' } }
} as const satisfies Prisma.AnnouncementInclude;

type Row = Prisma.AnnouncementGetPayload<{ include: typeof parts }>;
export type Announcement = Omit<Row, 'words' | 'decisionDate' | 'effectiveOn' | 'effectiveTo' | 'postedOn'> & {
	readonly words: AnnouncementWords;
	readonly decisionDate: Day | null;
	readonly effectiveOn: Day | null;
	/** The first day without it. */
	readonly effectiveTo: Day | null;
	readonly postedOn: Day | null;
};

/** Without a question of rights. */
export async function findAnnouncement(ctx: Ctx, id: string): Promise<Announcement | null> {
	const row = isUuid(id) ? await ctx.db.announcement.findUnique({ where: { id }, include: parts }) : null;
	return (
		row && {
			...row,
			words: readWords(row.words),
			decisionDate: fromDbDate(row.decisionDate),
			effectiveOn: fromDbDate(row.effectiveOn),
			effectiveTo: fromDbDate(row.effectiveTo),
			postedOn: fromDbDate(row.postedOn)
		}
	);
}

/** One that the actor may read; drafts and what was cancelled are the unit's alone. @throws NotFound `announcement_not_found` */
export async function loadAnnouncement(ctx: Ctx, id: string): Promise<{ announcement: Announcement; subject: Subject }> {
	const announcement = await findAnnouncement(ctx, id);
	const subject: Subject = { unitId: announcement?.unitId ?? null };
	const signed = announcement?.state === 'signed' || announcement?.state === 'withdrawn';
	if (!announcement || !may(ctx.actor, signed ? 'announcement.read' : 'announcement.read_draft', subject))
		throw new NotFound('announcement_not_found');
	return { announcement, subject };
}

/**
 * A draft to write in: takes its row version and the row itself until the end of the transaction. What waits for a signature is not written in.
 * @throws NotFound, Forbidden; Conflict `stale`, `illegal_transition`, `announcement_submitted`
 */
export async function takeDraft(ctx: Ctx, id: string, rowVersion: number): Promise<{ announcement: Announcement; role: string }> {
	const { subject } = await loadAnnouncement(ctx, id);
	const role = authorize(ctx, 'announcement.manage', subject);
	await ctx.db.$queryRaw`select id from announcement where id = ${id}::uuid for update`;
	const { announcement } = await loadAnnouncement(ctx, id);
	if (announcement.rowVersion !== rowVersion) throw new Conflict('stale', { rowVersion: announcement.rowVersion });
	if (announcement.state !== 'draft') throw new Conflict('illegal_transition', { state: announcement.state });
	if (announcement.submittedAt) throw new Conflict('announcement_submitted');
	return { announcement, role };
}

/** Compare-and-set on the row version, with what else changes. @throws Conflict `stale` */
export async function bump(
	ctx: Ctx,
	id: string,
	rowVersion: number,
	data: Prisma.AnnouncementUncheckedUpdateManyInput = {}
): Promise<void> {
	const { count } = await ctx.db.announcement.updateMany({ where: { id, rowVersion }, data: { ...data, rowVersion: rowVersion + 1 } });
	if (count !== 1) throw new Conflict('stale');
}

export function recordAct(
	ctx: Ctx,
	{ id, unitId }: { id: string; unitId: string },
	event: string,
	role: string,
	after: Prisma.InputJsonObject,
	more: { before?: Prisma.InputJsonObject; comment?: string } = {}
): Promise<void> {
	return record(ctx, { event: `announcement.${event}`, subjectType: 'announcement', subjectId: id, unitId, role, after, ...more });
}

/**
 * What an announcement of the unit from a day on would follow: that in force until then, else the last one that was in force before.
 * Withdrawn before its first day counts as none.
 */
export async function predecessorOf(ctx: Ctx, unitId: string, day: Day, exceptId?: string) {
	return ctx.db.announcement.findFirst({
		where: {
			unitId,
			state: { in: ['signed', 'withdrawn'] },
			effectiveOn: { lte: toDbDate(day) },
			OR: [{ effectiveTo: null }, { effectiveTo: { gt: ctx.db.announcement.fields.effectiveOn } }],
			...(exceptId && { id: { not: exceptId } })
		},
		orderBy: { effectiveOn: 'desc' },
		select: {
			id: true,
			number: true,
			standardCode: true,
			decisionNumber: true,
			decisionDate: true,
			effectiveOn: true,
			effectiveTo: true,
			endedFor: true,
			rowVersion: true,
			state: true,
			services: { orderBy: { position: 'asc' }, select: { code: true, name: true } }
		}
	});
}

/** Words as they were stored; a part that is missing is empty. */
export function readWords(value: Prisma.JsonValue): AnnouncementWords {
	const all = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
	const text = (key: string) => (typeof all[key] === 'string' ? all[key] : '');
	const list = (key: string) => (Array.isArray(all[key]) ? all[key].filter((one) => typeof one === 'string') : []);
	return {
		place: text('place'),
		subject: text('subject'),
		authority: text('authority'),
		grounds: list('grounds'),
		fields: text('fields'),
		responsible: text('responsible'),
		recipients: list('recipients')
	};
}
