import { announcementPhase } from '#lib/domain/roll-out/announcements/lifecycle.ts';
import type { AnnouncementKind } from '#lib/domain/roll-out/announcements/kinds.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { countAttempt, type ThrottleRule } from '#lib/server/identity/throttle.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { readWords } from './facts.ts';

/** As `/v/`: anybody may look, nobody may take it all by machine. */
const perAddress: ThrottleRule = { limit: 60, windowSeconds: 60, blockSeconds: 60 };

async function countLook(ctx: Ctx): Promise<void> {
	await countAttempt(ctx.client, `register:address:${ctx.address || 'unknown'}`, perAddress, ctx.clock.now());
}

export const registerPageSize = 30;

export type RegisterRow = {
	readonly id: string;
	readonly name: string;
	readonly code: string;
	/** The first day without the unit; null while it goes on. */
	readonly endedOn: Day | null;
	/** Of the announcement in force on the day; null: none is. */
	readonly decisionNumber: string | null;
	readonly decisionDate: Day | null;
	readonly standardName: string | null;
	readonly effectiveOn: Day | null;
	readonly services: number;
};

/**
 * The public register: units that have announced by a day, those in force first; names are those of that day, searched without accents. Two
 * statements. Drafts and people are in none of it. Open to everybody. A day to come is answered with today, since what is signed for later is
 * the unit's own business until then; a page behind the last one with the last.
 * @throws TooMany
 */
export async function publicRegister(ctx: Ctx, query: { q: string; on: Day | null; page: number }) {
	await countLook(ctx);
	const day = query.on !== null && query.on < today(ctx) ? query.on : today(ctx);
	const q = query.q.replaceAll('\0', '').toWellFormed().slice(0, 200);
	const rows = await ctx.db.$queryRaw<(RegisterRow & { total: number; running: number })[]>`
		with found as materialized (${foundSql(ctx, day, wordsOf(q))}),
			size as (select count(*)::int as total, count(f."decisionNumber")::int as running from found f)
		select f.id, f.name, f.code, f."endedOn", f."decisionNumber", f."decisionDate", f."standardName", f."effectiveOn", f.services, s.total, s.running
		from size s, found f order by f."decisionNumber" is null, f.name collate "vi-x-icu", f.code
		limit ${registerPageSize} offset (select least(${query.page} - 1, (greatest(c.total, 1) - 1) / ${registerPageSize}) * ${registerPageSize} from size c)`;
	const total = rows[0]?.total ?? 0;
	return {
		q,
		day,
		isToday: day === today(ctx),
		/** The last day that may be asked of. */
		today: today(ctx),
		page: Math.min(query.page, Math.max(1, Math.ceil(total / registerPageSize))),
		total,
		running: rows[0]?.running ?? 0,
		rows: rows.map(({ total: _, running: __, ...row }): RegisterRow => row)
	};
}

const wordsOf = (q: string) => q.trim().split(/\s+/).filter(Boolean).slice(0, 8);

function foundSql(ctx: Ctx, day: Day, words: readonly string[]): Prisma.Sql {
	const matches = words.map((word) => {
		const like = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
		return Prisma.sql`(eiso_fold(n.name) like eiso_fold(${like}) or eiso_fold(n.code) like eiso_fold(${like}))`;
	});
	const name = ctx.locale === 'en' ? Prisma.sql`s.name_en` : Prisma.sql`s.name_vi`;
	return Prisma.sql`
		select u.unit_id as id, n.name, n.code, case when n.valid_to <= ${day}::date then n.valid_to::text end as "endedOn",
			a.decision_number as "decisionNumber", a.decision_date::text as "decisionDate", ${name} as "standardName", a.effective_on::text as "effectiveOn",
			coalesce((select count(*) from announcement_service x where x.announcement_id = a.id), 0)::int as services
		from (
			select distinct unit_id from announcement x where x.state in ('signed', 'withdrawn') and x.effective_on <= ${day}::date
				and (x.effective_to is null or x.effective_to > x.effective_on)
		) u
		join lateral (
			select v.name, v.code, v.valid_to from unit_version v where v.unit_id = u.unit_id and v.valid_from <= ${day}::date
				and (v.valid_to is null or v.valid_to > v.valid_from) order by v.valid_from desc limit 1
		) n on true
		left join announcement a on a.unit_id = u.unit_id and a.state in ('signed', 'withdrawn') and a.effective_on <= ${day}::date
			and (a.effective_to is null or a.effective_to > ${day}::date)
		left join standard s on s.code = a.standard_code
		where ${matches.length > 0 ? Prisma.join(matches, ' and ') : Prisma.sql`true`}`;
}

export type RegisterEntry = {
	readonly id: string;
	readonly kind: AnnouncementKind;
	readonly phase: 'upcoming' | 'in_force' | 'superseded' | 'unit_ended' | 'withdrawn';
	readonly takenOn: boolean;
	readonly standardName: string;
	readonly decisionNumber: string;
	readonly decisionDate: Day | null;
	readonly effectiveOn: Day;
	readonly effectiveTo: Day | null;
	readonly services: number;
	readonly postedUrl: string;
};

/**
 * A unit in the public register: what is in force with its scope, and the history. No person stands in it; what was signed for a later day and
 * what was withdrawn before its own day does not. Open to everybody.
 * @throws TooMany; NotFound for a unit that has announced nothing yet, whatever else it is
 */
export async function registerUnit(ctx: Ctx, unitId: string) {
	await countLook(ctx);
	if (!isUuid(unitId)) throw new NotFound('unit_not_found');
	const day = today(ctx);
	const all = await ctx.db.announcement.findMany({
		where: { unitId, state: { in: ['signed', 'withdrawn'] }, effectiveOn: { lte: toDbDate(day) } },
		orderBy: { effectiveOn: 'desc' },
		select: {
			id: true,
			kind: true,
			state: true,
			takenOn: true,
			decisionNumber: true,
			decisionDate: true,
			effectiveOn: true,
			effectiveTo: true,
			endedFor: true,
			postedUrl: true,
			words: true,
			standard: { select: { nameVi: true, nameEn: true } },
			_count: { select: { services: true } }
		}
	});
	const held = all.filter(({ effectiveOn, effectiveTo }) => effectiveOn !== null && (effectiveTo === null || effectiveTo > effectiveOn));
	if (held.length === 0) throw new NotFound('unit_not_found');
	const [unit] = await ctx.db.$queryRaw<{ name: string; code: string; kindName: string; endedOn: Day | null }[]>`
		select v.name, v.code, ${ctx.locale === 'en' ? Prisma.sql`k.name_en` : Prisma.sql`k.name_vi`} as "kindName",
			case when v.valid_to <= ${day}::date then v.valid_to::text end as "endedOn"
		from unit_version v join unit_kind k on k.code = v.kind_code
		where v.unit_id = ${unitId}::uuid and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > v.valid_from)
		order by v.valid_from desc limit 1`;
	if (!unit) throw new NotFound('unit_not_found');
	const entries = held.map(({ state, ...row }): RegisterEntry => {
		const [effectiveOn, effectiveTo] = [fromDbDate(row.effectiveOn) ?? day, fromDbDate(row.effectiveTo)];
		const phase = announcementPhase({ state, effectiveOn, effectiveTo, endedFor: row.endedFor }, day);
		return {
			id: row.id,
			kind: row.kind,
			phase: phase === 'draft' || phase === 'cancelled' ? 'withdrawn' : phase,
			takenOn: row.takenOn,
			standardName: ctx.locale === 'en' ? row.standard.nameEn : row.standard.nameVi,
			decisionNumber: row.decisionNumber,
			decisionDate: fromDbDate(row.decisionDate),
			...{ effectiveOn, effectiveTo },
			services: row._count.services,
			postedUrl: row.postedUrl
		};
	});
	const current = entries.find(({ phase }) => phase === 'in_force') ?? null;
	const [scope, successors] = await Promise.all([
		current
			? ctx.db.announcementService.findMany({
					where: { announcementId: current.id },
					orderBy: { position: 'asc' },
					select: { id: true, code: true, name: true, field: true, procedureCode: true }
				})
			: [],
		unit.endedOn ? heirs(ctx, unitId, unit.endedOn) : []
	]);
	const fields = held.find(({ id }) => id === current?.id)?.words;
	return { unit: { unitId, ...unit }, day, current, fields: fields ? readWords(fields).fields : '', scope, entries, successors };
}

/** Units into which it went, with the name of the day; whether they stand in the register themselves. */
function heirs(ctx: Ctx, unitId: string, endedOn: Day) {
	return ctx.db.$queryRaw<{ id: string; name: string; announced: boolean }[]>`
		select distinct t.unit_id as id, t.name, exists (select 1 from announcement a where a.unit_id = t.unit_id and a.state in ('signed', 'withdrawn')
			and a.effective_on <= ${today(ctx)}::date and (a.effective_to is null or a.effective_to > a.effective_on)) as announced
		from unit_passage l join unit_event e on e.id = l.event_id
		join unit_version t on t.unit_id = l.to_unit_id and t.valid_from <= ${endedOn}::date and (t.valid_to is null or t.valid_to > ${endedOn}::date)
		where l.from_unit_id = ${unitId}::uuid and l.to_unit_id <> ${unitId}::uuid and e.effective_on = ${endedOn}::date
		order by t.name`;
}
