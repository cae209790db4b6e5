import { pointsFor, type ScoreLine, type ScoreRule, type Share } from '#lib/domain/audits/scores/rules.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { actionDueSql } from '#lib/server/corrective-actions/due-sql.ts';
import { reviewsDue } from '#lib/server/documents/periodic-review/due.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { coverageOfUnits } from '#lib/server/procedures/admin-services/province.ts';
import { loadSet, type CriteriaSet, type Criterion } from './facts.ts';

export type UnitScore = {
	readonly unitId: string;
	readonly points: number;
	readonly max: number;
	readonly lines: readonly ScoreLine[];
};

type Counted = { readonly share: Share | null; readonly href: string | null };
type Counts = Readonly<Record<Exclude<ScoreRule, 'manual'>, Counted>>;
type Mark = { criterionId: string; unitId: string; points: number; remark: string; evidence: string };

/**
 * What units score by a set on a day, in the order asked for, with what each line rests on. Seven statements at most, whatever the number of units.
 * Programmes, actions, reading, plans and inspections are counted as of the day within the year of the set: what was done by the day, and what was
 * not done though its day is over (decision 0541). Services and reviews stand as they do today, because what they were is not kept. No question of
 * rights.
 * @throws NotFound for a set that the actor may not see
 */
export async function computeScore(ctx: Ctx, setId: string, unitIds: readonly string[], asOf: Day): Promise<UnitScore[]> {
	return computeBySet(ctx, await loadSet(ctx, setId), unitIds, asOf);
}

export async function computeBySet(ctx: Ctx, set: CriteriaSet, unitIds: readonly string[], asOf: Day): Promise<UnitScore[]> {
	if (unitIds.length === 0) return [];
	const rules = new Set(set.criteria.map(({ rule }) => rule));
	const [counts, marks] = [await countsOf(ctx, rules, set.year, unitIds, asOf), await marksOf(ctx, set, unitIds, asOf)];
	return unitIds.map((unitId) => {
		const lines = set.criteria.map((criterion) =>
			criterion.rule === 'manual'
				? manualLine(criterion, marks.get(`${criterion.id} ${unitId}`))
				: countedLine(criterion, counts.get(unitId)?.[criterion.rule] ?? { share: null, href: null })
		);
		const points = Math.round(lines.reduce((sum, line) => sum + line.points, 0) * 100) / 100;
		return { unitId, points, max: set.max, lines };
	});
}

function countedLine({ code, text, rule, max, params }: Criterion, { share, href }: Counted): ScoreLine {
	return { code, text, rule, max, params, share, href, points: pointsFor(rule, share, max, params), remark: '', evidence: '' };
}

function manualLine({ code, text, rule, max, params }: Criterion, mark: Mark | undefined): ScoreLine {
	const { points = 0, remark = '', evidence = '' } = mark ?? {};
	return { code, text, rule, max, params, share: null, href: null, points, remark, evidence };
}

async function countsOf(
	ctx: Ctx,
	rules: ReadonlySet<ScoreRule>,
	year: number,
	unitIds: readonly string[],
	asOf: Day
): Promise<Map<string, Counts>> {
	const rows = new Map((await readCounts(ctx, year, unitIds, asOf)).map((row) => [row.unitId, row]));
	const reviews = Map.groupBy(rules.has('documents_reviewed') ? await reviewsDue(ctx, { unitIds }) : [], ({ unitId }) => unitId);
	const coverage = new Map(
		rules.has('services_covered') ? (await coverageOfUnits(ctx, asOf)).map((line) => [line.unitId, line] as const) : []
	);
	return new Map(
		unitIds.map((unitId): [string, Counts] => {
			const row = rows.get(unitId);
			const services = coverage.get(unitId);
			const due = reviews.get(unitId) ?? [];
			const share = (done: number | undefined, of: number | undefined): Share | null => (of ? { done: done ?? 0, of } : null);
			return [
				unitId,
				{
					services_covered: {
						share: services ? share(services.counts.in_force, services.total - services.counts.not_handled) : null,
						href: `/admin-services?unit=${unitId}`
					},
					documents_reviewed: {
						share: share(due.filter(({ dueOn }) => dueOn >= asOf).length, due.length),
						href: null
					},
					plan_steps: { share: share(row?.stepsDone, row?.steps), href: `/units/${unitId}` },
					reading_on_time: { share: share(row?.readOnTime, row?.readings), href: null },
					audit_done: { share: share(row?.auditsDone, row?.audits), href: null },
					actions_on_time: { share: share(row?.actionsOnTime, row?.actions), href: null },
					inspection_result: {
						share: share(row?.inspectionPoints ?? 0, row?.inspectionMax ?? 0),
						href: row?.inspectionId ? `/inspections/${row.inspectionId}` : null
					}
				}
			];
		})
	);
}

type CountRow = {
	unitId: string;
	audits: number;
	auditsDone: number;
	actions: number;
	actionsOnTime: number;
	readings: number;
	readOnTime: number;
	steps: number;
	stepsDone: number;
	inspectionId: string | null;
	inspectionPoints: number | null;
	inspectionMax: number | null;
};

/** The day on the wall calendar of a moment. */
const dayOfMoment = (moment: Prisma.Sql) => Prisma.sql`(${moment} at time zone 'Asia/Ho_Chi_Minh')::date`;

/**
 * What was due within the year until the day, and what of it was done. What was done by the day counts as soon as it was due; what was not done counts
 * when its last day is over, because late begins the day after. As of the last day of the year, and later, all of the year counts. An inspection
 * counts in the year in which it closed, and in that of the set by which its cycle scores.
 */
function readCounts(ctx: Ctx, year: number, unitIds: readonly string[], asOf: Day): Promise<CountRow[]> {
	const from = Prisma.sql`make_date(${year}::int, 1, 1)`;
	const end = Prisma.sql`make_date(${year}::int, 12, 31)`;
	const until = Prisma.sql`least(${asOf}::date, ${end})`;
	const lastDayOver = Prisma.sql`case when ${asOf}::date >= ${end} then ${end} else ${asOf}::date - 1 end`;
	const isCounted = (dueOn: Prisma.Sql, doneOn: Prisma.Sql) =>
		Prisma.sql`(${dueOn} <= ${lastDayOver} or ${dueOn} <= ${until} and ${doneOn} <= ${asOf}::date)`;
	const actionDoneOn = dayOfMoment(Prisma.sql`coalesce(a.completed_at, a.closed_at)`);
	const readOn = Prisma.sql`case when r.state <> 'open' then ${dayOfMoment(Prisma.sql`r.decided_at`)} end`;
	const closedOn = dayOfMoment(Prisma.sql`i.closed_at`);
	return ctx.db.$queryRaw<CountRow[]>`
		select u.id as "unitId", audit.*, action.*, reading.*, step.*, inspection.*
		from unnest(${[...unitIds]}::uuid[]) as u (id)
		cross join lateral (
			select count(*) filter (where l.done or l.last_day <= ${lastDayOver})::int as audits, count(*) filter (where l.done)::int as "auditsDone"
			from (
				select (make_date(p.year, l.month, 1) + interval '1 month')::date - 1 as last_day, exists (
					select 1 from audit_scope_line s join internal_audit a on a.id = s.audit_id
					where s.line_id = l.id and a.state in ('reported', 'closed') and ${dayOfMoment(Prisma.sql`a.reported_at`)} <= ${asOf}::date
				) as done
				from audit_programme p join audit_programme_line l on l.programme_id = p.id
				where p.unit_id = u.id and p.year = ${year}::int and p.state <> 'draft' and l.since_revision <= p.revision
					and (l.until_revision is null or l.until_revision > p.revision)) l) audit
		cross join lateral (
			select count(*)::int as actions, count(*) filter (where ${actionDoneOn} <= ${actionDueSql})::int as "actionsOnTime"
			from corrective_action a left join finding f on f.id = a.finding_id
			where a.unit_id = u.id and ${actionDueSql} >= ${from} and ${isCounted(actionDueSql, actionDoneOn)} and a.outcome is distinct from 'void') action
		cross join lateral (
			select count(*)::int as readings, count(*) filter (where ${readOn} <= r.due_on)::int as "readOnTime"
			from reading_request r
			where r.unit_id = u.id and r.due_on >= ${from} and ${isCounted(Prisma.sql`r.due_on`, readOn)}
				and r.state in ('open', 'confirmed', 'confirmed_on_paper')) reading
		cross join lateral (
			select count(*)::int as steps, count(*) filter (where s.done_on <= ${asOf}::date)::int as "stepsDone"
			from iso_plan_step s
			where s.unit_id = u.id and s.year = ${year}::int and ${isCounted(Prisma.sql`s.due_on`, Prisma.sql`s.done_on`)}
				and s.dropped_reason is null) step
		left join lateral (
			select i.id as "inspectionId", i.points as "inspectionPoints", i.max_points as "inspectionMax"
			from inspection i
			where i.unit_id = u.id and i.state = 'closed' and ${closedOn} <= ${asOf}::date and (${closedOn} between ${from} and ${end}
				or exists (select 1 from audit_cycle c join criteria_set k on k.id = c.criteria_set_id where c.id = i.cycle_id and k.year = ${year}::int))
			order by i.closed_at desc, i.id desc limit 1) inspection on true`;
}

/** The newest points that people gave until the day, by criterion and unit. */
async function marksOf(ctx: Ctx, set: CriteriaSet, unitIds: readonly string[], asOf: Day): Promise<Map<string, Mark>> {
	const manual = set.criteria.filter(({ rule }) => rule === 'manual').map(({ id }) => id);
	if (manual.length === 0) return new Map();
	const rows = await ctx.db.$queryRaw<Mark[]>`
		select distinct on (k.criterion_id, k.unit_id) k.criterion_id as "criterionId", k.unit_id as "unitId", k.points::float8 as points,
			k.remark, k.evidence
		from criterion_mark k
		where k.criterion_id = any(${manual}::uuid[]) and k.unit_id = any(${[...unitIds]}::uuid[])
			and ${dayOfMoment(Prisma.sql`k.marked_at`)} <= ${asOf}::date
		order by k.criterion_id, k.unit_id, k.marked_at desc, k.id desc`;
	return new Map(rows.map((row) => [`${row.criterionId} ${row.unitId}`, row]));
}
