import { may } from '#lib/domain/permissions/decide.ts';
import type { AnnouncementKind } from '#lib/domain/roll-out/announcements/kinds.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

export type AnnouncementInForce = {
	readonly id: string;
	readonly unitId: string;
	readonly unitCode: string;
	readonly unitName: string;
	readonly number: string;
	readonly kind: AnnouncementKind;
	readonly takenOn: boolean;
	readonly standard: string;
	readonly decisionNumber: string;
	readonly decisionDate: Day;
	readonly effectiveOn: Day;
	/** The first day without it. */
	readonly effectiveTo: Day | null;
	readonly services: number;
	readonly sentOn: Day | null;
	readonly receivedOn: Day | null;
};

/**
 * The announcements in force on a day, of the units whose announcements the reader may read, with the names of that day. One statement, and one more
 * for a page after the last, whose total is that of all pages.
 * @param unitId null: all of them
 * @throws NotFound `unit_not_found` for a unit that is not the reader's to see
 */
export async function announcementsInForce(
	ctx: Ctx,
	{ unitId, day, page, pageSize }: { unitId: string | null; day: Day; page: number; pageSize: number }
): Promise<{ items: AnnouncementInForce[]; total: number }> {
	if (unitId !== null && !may(ctx.actor, 'announcement.read', { unitId })) throw new NotFound('unit_not_found');
	const where = unitId === null ? readable(ctx) : Prisma.sql`a.unit_id = ${unitId}::uuid`;
	const found = Prisma.sql`announcement a
		join unit_version v on v.unit_id = a.unit_id and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
		where a.state in ('signed', 'withdrawn') and a.effective_on <= ${day}::date and (a.effective_to is null or a.effective_to > ${day}::date)
			and ${where}`;
	const items = await ctx.db.$queryRaw<(AnnouncementInForce & { total: number })[]>`
		select a.id, a.unit_id as "unitId", a.code as "unitCode", a.name as "unitName", a.number, a.kind::text as kind, a.taken_on as "takenOn",
			a.standard_code as standard, a.decision_number as "decisionNumber", a.decision_date::text as "decisionDate",
			a.effective_on::text as "effectiveOn", a.effective_to::text as "effectiveTo",
			(select count(*)::int from announcement_service x where x.announcement_id = a.id) as services,
			d.sent_on::text as "sentOn", d.received_on::text as "receivedOn", count(*) over ()::int as total
		from (select a.*, v.code, v.name from ${found}) a
		left join lateral (select * from announcement_sending x where x.announcement_id = a.id order by x.number desc limit 1) d on true
		order by a.name collate "vi-x-icu", a.code limit ${pageSize} offset ${(page - 1) * pageSize}`;
	const [counted] =
		items.length > 0 || page === 1 ? items : await ctx.db.$queryRaw<{ total: number }[]>`select count(*)::int as total from ${found}`;
	return { items: items.map(({ total: _, ...row }) => row), total: counted?.total ?? 0 };
}

function readable({ actor }: Ctx): Prisma.Sql {
	if (may(actor, 'announcement.read', { unitId: null })) return Prisma.sql`true`;
	if (actor.kind !== 'user') return Prisma.sql`false`;
	const before = actor.predecessors.map(({ unitId }) => unitId);
	const near = new Set([...actor.memberships.map(({ unitId }) => unitId), ...before, ...actor.childUnitIds, ...actor.inspectedUnitIds]);
	const units = [...near].filter((unitId) => may(actor, 'announcement.read', { unitId }));
	return Prisma.sql`a.unit_id = any(${units}::uuid[])`;
}
