import { announcementPhase, type AnnouncementPhase } from '#lib/domain/roll-out/announcements/lifecycle.ts';
import type { AnnouncementKind } from '#lib/domain/roll-out/announcements/kinds.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, daysBetween, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { announcementRules } from './rules.ts';

export type ListedAnnouncement = {
	readonly id: string;
	readonly number: string;
	readonly kind: AnnouncementKind;
	readonly phase: AnnouncementPhase;
	readonly takenOn: boolean;
	readonly standardName: string;
	readonly decisionNumber: string;
	readonly decisionDate: Day | null;
	readonly effectiveOn: Day | null;
	readonly effectiveTo: Day | null;
	readonly services: number;
	/** A draft that a head has been asked to sign. */
	readonly waits: boolean;
	readonly sentOn: Day | null;
	readonly receivedOn: Day | null;
	readonly returned: boolean;
};

/**
 * A unit's announcements and confirmations, newest first; to whoever reads only what was signed, without drafts.
 * @throws Forbidden
 */
export async function unitAnnouncements(ctx: Ctx, unitId: string) {
	if (!may(ctx.actor, 'announcement.read', { unitId })) throw new Forbidden();
	const own = may(ctx.actor, 'announcement.read_draft', { unitId });
	const states = own ? {} : { state: { in: ['signed' as const, 'withdrawn' as const] } };
	const day = today(ctx);
	const english = ctx.locale === 'en';
	const [rows, confirmations, rules] = await Promise.all([
		ctx.db.announcement.findMany({
			where: { unitId, ...states },
			orderBy: [{ effectiveOn: { sort: 'desc', nulls: 'first' } }, { number: 'desc' }],
			include: {
				standard: { select: { nameVi: true, nameEn: true } },
				sendings: { orderBy: { number: 'desc' }, take: 1 },
				_count: { select: { services: true } }
			}
		}),
		ctx.db.systemConfirmation.findMany({
			where: { unitId, ...(own ? {} : { state: 'signed' }) },
			orderBy: { createdAt: 'desc' },
			select: { id: true, number: true, state: true, asOf: true, confirmedOn: true, effective: true }
		}),
		announcementRules(ctx)
	]);
	const items = rows.map((row): ListedAnnouncement => {
		const [sending] = row.sendings;
		const times = { ...row, effectiveOn: fromDbDate(row.effectiveOn), effectiveTo: fromDbDate(row.effectiveTo) };
		return {
			id: row.id,
			number: row.number,
			kind: row.kind,
			phase: announcementPhase(times, day),
			takenOn: row.takenOn,
			standardName: english ? row.standard.nameEn : row.standard.nameVi,
			decisionNumber: row.decisionNumber,
			decisionDate: fromDbDate(row.decisionDate),
			effectiveOn: times.effectiveOn,
			effectiveTo: times.effectiveTo,
			services: row._count.services,
			waits: row.state === 'draft' && row.submittedAt !== null,
			sentOn: sending ? fromDbDate(sending.sentOn) : null,
			receivedOn: sending ? fromDbDate(sending.receivedOn) : null,
			returned: sending ? sending.returnedOn !== null : false
		};
	});
	return {
		items,
		inForce: items.find(({ phase }) => phase === 'in_force') ?? null,
		confirmations: confirmations.map((row) => ({ ...row, asOf: fromDbDate(row.asOf), confirmedOn: fromDbDate(row.confirmedOn) })),
		sendDays: rules.sendDays,
		hasDraft: items.some(({ phase }) => phase === 'draft'),
		may: { manage: may(ctx.actor, 'announcement.manage', { unitId }) }
	};
}

export const provinceFilters = ['all', 'in_force', 'none', 'to_receive', 'late', 'returned'] as const;
export type ProvinceFilter = (typeof provinceFilters)[number];
export type ProvinceQuery = {
	readonly q: string;
	readonly show: ProvinceFilter;
	readonly standard: string;
	readonly kind: string;
	readonly page: number;
};
export const pageSize = 50;

export type ProvinceRow = {
	readonly id: string;
	readonly unitName: string;
	readonly unitCode: string;
	readonly kindName: string;
	/** Null: the unit has none in force today. */
	readonly announcementId: string | null;
	/** Recorded from paper: nobody asks to send it. */
	readonly takenOn: boolean | null;
	readonly decisionNumber: string | null;
	readonly decisionDate: Day | null;
	readonly standardName: string | null;
	readonly effectiveOn: Day | null;
	readonly services: number;
	readonly sentOn: Day | null;
	readonly receivedOn: Day | null;
	readonly returned: boolean;
	/** Days past the last one for sending it. */
	readonly lateDays: number;
};

type Counts = Record<'total' | 'in_force' | 'none' | 'to_receive' | 'late' | 'returned', number>;

/**
 * All units of today with what they have announced: the one in force, else the next one. One statement for the rows of a page, one for the counts.
 * @throws Forbidden for who does not see all of it
 */
export async function provinceAnnouncements(ctx: Ctx, query: ProvinceQuery) {
	if (!may(ctx.actor, 'announcement.receive')) throw new Forbidden();
	const day = today(ctx);
	const rules = await announcementRules(ctx);
	const all = rowsSql(ctx, day, addDays(day, -rules.sendDays));
	const shown: Record<ProvinceFilter, Prisma.Sql> = {
		all: Prisma.sql`true`,
		in_force: Prisma.sql`r.in_force`,
		none: Prisma.sql`r."announcementId" is null`,
		to_receive: Prisma.sql`r.waits`,
		late: Prisma.sql`r.late`,
		returned: Prisma.sql`r.returned`
	};
	const words = query.q.trim().split(/\s+/).filter(Boolean).slice(0, 8);
	const named = words.map((word) => {
		const like = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
		return Prisma.sql`(eiso_fold(r."unitName") like eiso_fold(${like}) or eiso_fold(r."unitCode") like eiso_fold(${like})
			or eiso_fold(coalesce(r."decisionNumber", '')) like eiso_fold(${like}))`;
	});
	const where = Prisma.join(
		[
			shown[query.show],
			...named,
			...(query.standard ? [Prisma.sql`r.standard_code = ${query.standard}`] : []),
			...(query.kind ? [Prisma.sql`r.kind_code = ${query.kind}`] : [])
		],
		' and '
	);
	const [rows, [counts], kinds, standards] = await Promise.all([
		ctx.db.$queryRaw<(ProvinceRow & { found: number })[]>`
			select r.*, count(*) over ()::int as found from (${all}) r where ${where}
			order by r.late desc, r.waits desc, r."announcementId" is null, r.sort_order, r."unitName" collate "vi-x-icu"
			limit ${pageSize} offset ${(query.page - 1) * pageSize}`,
		ctx.db.$queryRaw<Counts[]>`
			select count(*)::int as total, (count(*) filter (where r.in_force))::int as in_force,
				(count(*) filter (where r."announcementId" is null))::int as none, (count(*) filter (where r.waits))::int as to_receive,
				(count(*) filter (where r.late))::int as late, (count(*) filter (where r.returned))::int as returned from (${all}) r`,
		ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } }),
		ctx.db.standard.findMany({ orderBy: { sortOrder: 'asc' } })
	]);
	const english = ctx.locale === 'en';
	return {
		rows: rows.map((row): ProvinceRow => ({
			...row,
			lateDays: row.lateDays > 0 ? row.lateDays : 0
		})),
		total: rows[0]?.found ?? 0,
		counts: counts ?? { total: 0, in_force: 0, none: 0, to_receive: 0, late: 0, returned: 0 },
		rules,
		kinds: kinds.map(({ code, nameVi, nameEn }) => ({ value: code, label: english ? nameEn : nameVi })),
		standards: standards.map(({ code, nameVi, nameEn }) => ({ value: code, label: english ? nameEn : nameVi }))
	};
}

function rowsSql(ctx: Ctx, day: Day, lastDecision: Day): Prisma.Sql {
	const english = ctx.locale === 'en';
	return Prisma.sql`
		select v.unit_id as id, v.name as "unitName", v.code as "unitCode", v.kind_code, k.sort_order,
			${english ? Prisma.sql`k.name_en` : Prisma.sql`k.name_vi`} as "kindName",
			a.id as "announcementId", a.taken_on as "takenOn", a.decision_number as "decisionNumber", a.decision_date::text as "decisionDate",
			${english ? Prisma.sql`s.name_en` : Prisma.sql`s.name_vi`} as "standardName", a.standard_code,
			a.effective_on::text as "effectiveOn", coalesce((select count(*) from announcement_service x where x.announcement_id = a.id), 0)::int as services,
			d.sent_on::text as "sentOn", d.received_on::text as "receivedOn", coalesce(d.returned_on is not null, false) as returned,
			coalesce(a.effective_on <= ${day}::date, false) as in_force,
			coalesce(d.sent_on is not null and d.answered_by_id is null, false) as waits,
			coalesce(not a.taken_on and a.decision_date < ${lastDecision}::date and (d.sent_on is null or d.returned_on is not null), false) as late,
			case when not a.taken_on and (d.sent_on is null or d.returned_on is not null) then (${lastDecision}::date - a.decision_date) else 0 end as "lateDays"
		from unit_version v
		join unit_kind k on k.code = v.kind_code
		left join lateral (
			select * from announcement x where x.unit_id = v.unit_id and x.state in ('signed', 'withdrawn')
				and (x.effective_to is null or x.effective_to > greatest(${day}::date, x.effective_on))
			order by x.effective_on limit 1
		) a on true
		left join standard s on s.code = a.standard_code
		left join lateral (select * from announcement_sending x where x.announcement_id = a.id order by x.number desc limit 1) d on true
		where v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)`;
}

/** How many days are left for sending it; negative when they are over; null where nothing is asked. */
export function daysToSend(
	{ decisionDate, takenOn, sentOn, returned }: Pick<ListedAnnouncement, 'decisionDate' | 'takenOn' | 'sentOn' | 'returned'>,
	sendDays: number,
	day: Day
): number | null {
	if (takenOn || decisionDate === null || (sentOn !== null && !returned)) return null;
	return daysBetween(day, addDays(decisionDate, sendDays));
}
