import { scoreFigures, waveFigures, type ReportScore, type ReportWave } from '#lib/domain/reports/attached.ts';
import { factsFrom, type FigureCode, type FigureValue, type ReportFacts } from '#lib/domain/reports/figures.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { judge, type Direction, type Judging } from '#lib/domain/reviews/objectives/judge.ts';
import type { PeriodKind } from '#lib/domain/reviews/periods.ts';
import { totals, type FigureTopic, type PeriodFigures } from '#lib/domain/reviews/satisfaction/figures.ts';
import { actionDueSql } from '#lib/server/corrective-actions/due-sql.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { askedSql } from './asked.ts';
import { scoresOfUnits } from './scores.ts';
import { wavesOfUnits } from './waves.ts';

/** A unit that reports, as it was called on the last day of the period. */
export type ReportingUnit = {
	readonly unitId: string;
	readonly code: string;
	readonly name: string;
	readonly kindCode: string;
	readonly kindName: string;
	readonly parentName: string;
	/** A report of the period is asked of it. */
	readonly asked: boolean;
	/** It has ended since: nobody of it can send what was not sent. */
	readonly ended: boolean;
	readonly facts: ReportFacts;
	/** Its places in the roll-out on the last day. */
	readonly waves: readonly ReportWave[];
	/** By the criteria of the year, with what each line rests on. */
	readonly score: ReportScore | null;
};

export type FactsAsk = {
	readonly from: Day;
	readonly to: Day;
	readonly unitId: string | null;
	/** Units that count with those who must report, because they wrote a report all the same. */
	readonly besides?: readonly string[];
	/** False: without what units score, which no sum has. */
	readonly scores?: boolean;
};

type UnitRow = Omit<ReportingUnit, 'facts' | 'waves' | 'score'> &
	Partial<Record<FigureCode, FigureValue>> & { readonly objectives: readonly ObjectiveRow[]; readonly periods: readonly PeriodFigures[] };

/** The day on the wall calendar of a moment. */
const dayOf = (moment: string) => Prisma.raw(`(${moment} at time zone 'Asia/Ho_Chi_Minh')::date`);

/**
 * What eISO knows of a period of days, both included, of one unit or of every unit that applies a standard, has announced or is in the roll-out. A day
 * that is still to come counts as far as today. Three statements whatever the number of units, and those of the scores. No question of rights.
 */
export async function reportFacts(ctx: Ctx, { from, to, unitId, besides = [], scores: scored = true }: FactsAsk): Promise<ReportingUnit[]> {
	const asOf = to < today(ctx) ? to : today(ctx);
	const rows = await unitRows(ctx, { from, to, unitId, besides });
	const year = Number(from.slice(0, 4));
	const rollOut = await wavesOfUnits(
		ctx,
		rows.map((row) => row.unitId),
		asOf
	);
	const scores = scored ? await scoresOfUnits(ctx, rows, year, asOf) : new Map<string, ReportScore>();
	return rows.map((row) => {
		const { unitId: id, code, name, kindCode, kindName, parentName, asked, ended } = row;
		const [waves, score] = [rollOut.get(id) ?? [], scores.get(id) ?? null];
		const more: Partial<Record<FigureCode, FigureValue>> = {
			...objectiveFigures(row.objectives, year, asOf),
			...serviceFigures(row.periods, from, to),
			...waveFigures(waves),
			...scoreFigures(score)
		};
		const facts = factsFrom((figure) => more[figure] ?? row[figure] ?? null);
		return { unitId: id, code, name, kindCode, kindName, parentName, asked, ended, facts, waves, score };
	});
}

/** The units of whom a report of the period is asked and that can still send it, without their figures. One statement. */
export async function reportingUnitIds(ctx: Ctx, { from, to }: Pick<FactsAsk, 'from' | 'to'>): Promise<string[]> {
	return (await unitRows(ctx, { from, to, unitId: null })).flatMap(({ unitId, ended }) => (ended ? [] : [unitId]));
}

function unitRows(ctx: Ctx, { from, to, unitId, besides = [] }: FactsAsk): Promise<UnitRow[]> {
	const asOf = to < today(ctx) ? to : today(ctx);
	const span = Prisma.sql`between ${from}::date and ${asOf}::date`;
	const asked = askedSql(Prisma.sql`u.unit_id`, Prisma.sql`${asOf}::date`);
	const whose =
		unitId === null ? Prisma.sql`(${asked} or u.unit_id = any(${[...besides]}::uuid[]))` : Prisma.sql`u.unit_id = ${unitId}::uuid`;
	return ctx.db.$queryRaw<UnitRow[]>`
		select u.unit_id as "unitId", u.code, u.name, u.kind_code as "kindCode",
			case ${ctx.locale} when 'en' then k.name_en else k.name_vi end as "kindName", coalesce(p.name, '') as "parentName", ${asked} as asked,
			not exists (select 1 from unit_version e where e.unit_id = u.unit_id and e.valid_to is distinct from e.valid_from
				and (e.valid_to is null or e.valid_to > ${today(ctx)}::date)) as ended,
			${objectivesSql(Number(from.slice(0, 4)), asOf)} as objectives, ${periodsSql(Number(to.slice(0, 4)))} as periods,
			standard.*, announcement.*, services.*, documents.*, changes.*, reading.*, audits.*, findings.*, inspections.*, actions.*, reviews.*, trainings.*
		from unit_version u
		join unit_kind k on k.code = u.kind_code
		left join unit_version p on p.unit_id = u.parent_id and p.valid_from <= ${asOf}::date and (p.valid_to is null or p.valid_to > ${asOf}::date)
		left join lateral (
			select d.name_vi as standard from unit_standard s join standard d on d.code = s.standard_code
			where s.unit_id = u.unit_id and s.valid_from <= ${asOf}::date and (s.valid_to is null or s.valid_to > ${asOf}::date)
			order by s.valid_from desc limit 1) standard on true
		left join lateral (
			select a.decision_number as "announcementNumber", a.effective_on::text as "announcedOn",
				(select count(*)::int from announcement_service c where c.announcement_id = a.id) as "servicesAnnounced"
			from announcement a
			where a.unit_id = u.unit_id and a.state in ('signed', 'withdrawn') and a.effective_on <= ${asOf}::date
				and (a.effective_to is null or a.effective_to > ${asOf}::date)
			order by a.effective_on desc limit 1) announcement on true
		cross join lateral (
			select count(*)::int as "servicesTotal", count(*) filter (where exists (
				select 1 from admin_service_link l join version v on v.document_id = l.document_id
				where l.unit_id = u.unit_id and l.service_id = s.service_id and l.removed_at is null and v.in_force @> ${asOf}::date))::int as "servicesCovered"
			from admin_service_version s
			where u.kind_code = any(s.kind_codes) and s.valid_from <= ${asOf}::date and (s.valid_to is null or s.valid_to > ${asOf}::date)
				and not exists (select 1 from unit_admin_service c where c.unit_id = u.unit_id and c.service_id = s.service_id and not c.handled)) services
		cross join lateral (
			select count(*) filter (where d.class = 'system')::int as "proceduresSystem", count(*) filter (where d.class = 'tthc')::int as "proceduresServices",
				count(*) filter (where d.class = 'internal')::int as "proceduresInternal"
			from document d join version v on v.document_id = d.id and v.in_force @> ${asOf}::date
			where d.unit_id = u.unit_id and d.kind_code = 'QT') documents
		cross join lateral (
			select count(*) filter (where v.issued_in and v.first)::int as "documentsIssued", count(*) filter (where v.issued_in and not v.first)::int as "documentsAmended",
				count(*) filter (where v.withdrawn_in)::int as "documentsWithdrawn"
			from (select v.origin = 'internal' and v.effective_from ${span} and v.state in ('issued', 'withdrawn') as issued_in,
					v.state = 'withdrawn' and v.effective_to ${span} as withdrawn_in,
					not exists (select 1 from version e where e.document_id = v.document_id and e.effective_from < v.effective_from
						and e.state in ('issued', 'withdrawn') and not isempty(e.in_force)) as first
				from version v where v.unit_id = u.unit_id and v.effective_from is not null and not isempty(v.in_force)) v) changes
		cross join lateral (
			select count(*)::int as "readingAsked", count(*) filter (where r.state <> 'open')::int as "readingConfirmed"
			from reading_request r where r.unit_id = u.unit_id and r.due_on ${span} and r.state not in ('waived', 'lapsed')) reading
		cross join lateral (
			select count(*)::int as "auditsDone", max(a.ends_on)::text as "auditedOn" from internal_audit a
			where a.unit_id = u.unit_id and a.state in ('reported', 'closed') and ${dayOf('a.reported_at')} ${span}) audits
		cross join lateral (
			select count(*) filter (where f.grade = 'major')::int as "majorFindings", count(*) filter (where f.grade = 'minor')::int as "minorFindings",
				count(*) filter (where f.grade = 'major' and f.audit_id is not null)::int as "auditMajor",
				count(*) filter (where f.grade = 'minor' and f.audit_id is not null)::int as "auditMinor",
				count(*) filter (where f.grade = 'major' and f.inspection_id is not null)::int as "inspectionMajor",
				count(*) filter (where f.grade = 'minor' and f.inspection_id is not null)::int as "inspectionMinor"
			from finding f where f.unit_id = u.unit_id and f.state not in ('draft', 'void') and ${dayOf('f.fixed_at')} ${span}) findings
		cross join lateral (
			select max(i.visit_on)::text as "inspectedOn" from inspection i
			where i.unit_id = u.unit_id and i.state = 'closed' and ${dayOf('i.closed_at')} ${span}) inspections
		cross join lateral (
			select count(*) filter (where ${dayOf('a.raised_at')} ${span}
					and (a.outcome is distinct from 'void' or ${dayOf('a.closed_at')} > ${asOf}::date))::int as "actionsRaised",
				count(*) filter (where ${dayOf('a.closed_at')} ${span} and a.outcome not in ('void', 'unit_ended'))::int as "actionsClosed",
				count(*) filter (where a.closed_at is null or ${dayOf('a.closed_at')} > ${asOf}::date)::int as "actionsOpen",
				count(*) filter (where (a.closed_at is null or ${dayOf('a.closed_at')} > ${asOf}::date)
					and (a.completed_at is null or ${dayOf('a.completed_at')} > ${asOf}::date) and ${actionDueSql} < ${asOf}::date)::int as "actionsLate"
			from corrective_action a left join finding f on f.id = a.finding_id
			where a.unit_id = u.unit_id and ${dayOf('a.raised_at')} <= ${asOf}::date) actions
		cross join lateral (
			select count(*)::int as "reviewsHeld", max(r.held_on)::text as "reviewedOn" from management_review r
			where r.unit_id = u.unit_id and r.state = 'closed' and r.held_on ${span}) reviews
		cross join lateral (
			select count(*)::int as trainings, coalesce((select count(distinct t.user_id)::int from training_participant t
				join training n on n.id = t.training_id
				where n.unit_id = u.unit_id and n.fixed_at is not null and n.held_on ${span} and t.result not in ('expected', 'absent')), 0) as trained
			from training n where n.unit_id = u.unit_id and n.fixed_at is not null and n.held_on ${span}) trainings
		where u.valid_from <= ${asOf}::date and (u.valid_to is null or u.valid_to > ${asOf}::date) and ${whose}
		order by k.sort_order, u.name collate "vi-x-icu", u.code`;
}

type ObjectiveRow = {
	direction: Direction;
	target: number;
	judging: Judging;
	period: PeriodKind;
	values: { period: number; value: number }[];
};

/** The objectives of the year of the unit `u` as a head had signed them by the day, with the results that were known then. */
function objectivesSql(year: number, asOf: Day): Prisma.Sql {
	return Prisma.sql`(select coalesce(jsonb_agg(jsonb_build_object('direction', o.direction, 'target', o.target::float8, 'judging', o.judging, 'period', o.period,
			'values', coalesce((select jsonb_agg(jsonb_build_object('period', r.period, 'value', r.value)) from (
				select distinct on (r.period) r.period, r.value::float8 as value from objective_result r
				where r.line_id = o.line_id and r.recorded_on <= ${asOf}::date order by r.period, r.number desc) r), '[]'))), '[]')
		from objective_set s
		cross join lateral (select max(n.number) as revision from objective_revision n where n.set_id = s.id and ${dayOf('n.at')} <= ${asOf}::date) signed
		join objective o on o.set_id = s.id and o.since_revision <= signed.revision and (o.until_revision is null or o.until_revision > signed.revision)
		where s.unit_id = u.unit_id and s.year = ${year}::int)`;
}

/** How many there are and how they stand on the day; nothing for a unit that has set none. */
function objectiveFigures(objectives: readonly ObjectiveRow[], year: number, asOf: Day): Partial<Record<FigureCode, FigureValue>> {
	if (objectives.length === 0) return {};
	const states = objectives.map((objective) => judge(objective, year, objective.values, asOf).state);
	const count = (state: string) => states.filter((one) => one === state).length;
	return { objectivesTotal: states.length, objectivesMet: count('met'), objectivesMissed: count('missed') };
}

/** Dossiers, feedback and surveys that the unit `u` gave of the year, as they were corrected last. */
function periodsSql(year: number): Prisma.Sql {
	return Prisma.sql`(select coalesce(jsonb_agg(to_jsonb(f)), '[]') from (
		select distinct on (f.topic, f.year, f.period_kind, f.period) f.topic, f.year, f.period_kind as "periodKind", f.period, f.sent, f.answered,
			f.satisfied, f.received, f.on_time as "onTime", f.late, f.returned
		from service_figure f where f.unit_id = u.unit_id and f.year = ${year}::int
		order by f.topic, f.year, f.period_kind, f.period, f.number desc) f)`;
}

function serviceFigures(periods: readonly PeriodFigures[], from: Day, to: Day): Partial<Record<FigureCode, FigureValue>> {
	if (periods.length === 0) return {};
	const of = (topic: FigureTopic) => totals(topic, periods, from, to)?.figures;
	const [dossiers, feedback, surveys] = [of('dossiers'), of('feedback'), of('survey')];
	return {
		dossiersReceived: dossiers?.received ?? null,
		dossiersOnTime: dossiers?.onTime ?? null,
		dossiersLate: dossiers?.late ?? null,
		feedbackReceived: feedback?.received ?? null,
		feedbackAnswered: feedback?.answered ?? null,
		surveysAnswered: surveys?.answered ?? null,
		surveysSatisfied: surveys?.satisfied ?? null
	};
}
