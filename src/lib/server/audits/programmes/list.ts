import { may } from '#lib/domain/permissions/decide.ts';
import { closingOf } from '#lib/domain/audits/programme-outcome.ts';
import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { seesDrafts } from './facts.ts';

/**
 * What the page of programmes shows: to a unit its years, to the Department every unit's state and counts for one year.
 * @param activeUnitId the unit the person works in; null: none
 * @param before a closed unit before their own, instead of it
 * @throws Forbidden for who may read neither
 */
export async function programmesPage(ctx: Ctx, activeUnitId: string | null, year: number | undefined, before: string | null = null) {
	const ended = await unitBefore(ctx, before);
	const unitId = ended?.unitId ?? activeUnitId;
	const thisYear = Number(today(ctx).slice(0, 4));
	if (unitId && may(ctx.actor, 'programme.read', { unitId }))
		return { view: 'unit' as const, ended, ...(await unitProgrammes(ctx, unitId, thisYear)) };
	if (may(ctx.actor, 'counts.programmes')) {
		const shown = year ?? thisYear;
		return { view: 'province' as const, year: shown, thisYear, units: await programmeCounts(ctx, shown) };
	}
	throw new Forbidden();
}

async function unitProgrammes(ctx: Ctx, unitId: string, thisYear: number) {
	const [rows, areas] = await Promise.all([
		ctx.db.auditProgramme.findMany({
			where: { unitId, ...(seesDrafts(ctx, unitId) ? {} : { revision: { gt: 0 } }) },
			orderBy: { year: 'desc' },
			select: {
				id: true,
				year: true,
				state: true,
				revision: true,
				submittedAt: true,
				changeReason: true,
				auditProgrammeLineProgramme: {
					select: {
						month: true,
						sinceRevision: true,
						untilRevision: true,
						area: { select: { name: true } },
						auditScopeLineLine: { select: { audit: { select: { state: true } } } }
					}
				}
			}
		}),
		ctx.db.auditArea.count({ where: { unitId, endedOn: null } })
	]);
	const years = [thisYear, thisYear + 1, thisYear + 2].filter((year) => !rows.some((row) => row.year === year));
	return {
		areas,
		years,
		items: rows.map(({ auditProgrammeLineProgramme: all, submittedAt, changeReason, ...row }) => {
			const lines = all.filter((line) => isInRevision(line, row.revision));
			const { planned, done } = closingOf(
				lines.map((line) => ({ area: line.area.name, month: line.month, audits: line.auditScopeLineLine.map(({ audit }) => audit) }))
			);
			return { ...row, planned, done, waits: submittedAt !== null, changing: changeReason !== null };
		}),
		may: {
			manage: may(ctx.actor, 'programme.manage', { unitId }),
			areas: may(ctx.actor, 'area.manage', { unitId })
		}
	};
}

export type ProgrammeCount = {
	readonly id: string;
	readonly name: string;
	readonly code: string;
	/** Null: the unit has no programme for the year. */
	readonly state: 'draft' | 'approved' | 'closed' | null;
	readonly planned: number;
	readonly done: number;
};

/** State and counts of every unit's programme of a year; no text of any. One statement. @throws Forbidden */
export async function programmeCounts(ctx: Ctx, year: number): Promise<ProgrammeCount[]> {
	authorize(ctx, 'counts.programmes');
	const day = today(ctx);
	return ctx.db.$queryRaw<ProgrammeCount[]>`
		select v.unit_id as id, v.name, v.code, p.state::text as state, coalesce(l.planned, 0)::int as planned, coalesce(l.done, 0)::int as done
		from unit_version v
		left join audit_programme p on p.unit_id = v.unit_id and p.year = ${year}
		left join lateral (
			select count(*) as planned, count(*) filter (where exists (
				select 1 from audit_scope_line s join internal_audit a on a.id = s.audit_id where s.line_id = l.id and a.state in ('reported', 'closed'))) as done
			from audit_programme_line l where l.programme_id = p.id and p.state <> 'draft' and l.since_revision <= p.revision
				and (l.until_revision is null or l.until_revision > p.revision)
		) l on true
		where v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
			and (p.id is not null or exists (select 1 from membership m where m.unit_id = v.unit_id and 'officer' = any(m.roles)
				and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date)))
		order by (p.id is null) desc, v.name collate "vi-x-icu"`;
}
