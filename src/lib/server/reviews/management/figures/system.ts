import type { FigureGroup } from '#lib/domain/reviews/management-inputs.ts';
import { actionDueSql } from '#lib/server/corrective-actions/due-sql.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { item, percent, row } from './row.ts';
import type { FigureQuery, Interval } from './take.ts';

type SystemGroup = Extract<
	FigureGroup,
	'decisions' | 'audits' | 'inspections' | 'actions' | 'documents' | 'reading' | 'requests' | 'coverage' | 'faults'
>;

/** Whether a moment lies in the interval, by days of the province. */
const within = (moment: Prisma.Sql, { from, to }: Interval) =>
	Prisma.sql`(${moment} at time zone 'Asia/Ho_Chi_Minh')::date between ${from}::date and ${to}::date`;

/** The one row of a statement of counts. */
async function counted<Name extends string>(ctx: Ctx, sql: Prisma.Sql): Promise<Record<Name, number>> {
	const [found] = await ctx.db.$queryRaw<Record<Name, number>[]>(sql);
	if (!found) throw new Error('a statement of counts gave no row');
	return found;
}

/**
 * How earlier decisions of closed reviews stand today, whatever follows them. An action that did not work is followed to the one that took its place; one
 * that waits for its check is done in time.
 */
export const reviewDecisionStates = (unitId: string, day: string) => Prisma.sql`
	select d.id, r.number, d.what, coalesce(a.due_on, d.due_on) as due_on,
		case d.follow when 'corrective_action' then a.state = 'closed' and a.outcome in ('effective', 'correction_only')
			when 'change_request' then c.state = 'done' else d.done_on is not null end as done,
		case d.follow when 'corrective_action' then a.state = 'closed' and a.outcome in ('void', 'unit_ended', 'ineffective')
			when 'change_request' then c.state in ('declined', 'cancelled') else false end as dropped,
		coalesce(a.due_on, d.due_on) < ${day}::date and a.state is distinct from 'verifying' as past
	from management_review_decision d join management_review r on r.id = d.review_id
		left join change_request c on c.id = d.change_request_id
		left join lateral (
			with recursive line as (
				select x.id, x.state, x.outcome, x.due_on, 0 as place from corrective_action x where x.id = d.action_id
				union all
				select x.id, x.state, x.outcome, x.due_on, l.place + 1 from line l join corrective_action x on x.predecessor_id = l.id
			)
			select * from line order by place desc limit 1
		) a on true
	where r.unit_id = ${unitId}::uuid and r.state = 'closed'`;

const decisions: FigureQuery = async (ctx, { unitId, to }) => {
	const found = await counted<'total' | 'done' | 'dropped' | 'open' | 'late'>(
		ctx,
		Prisma.sql`select count(*)::int as total, count(*) filter (where done)::int as done, count(*) filter (where dropped)::int as dropped,
			count(*) filter (where not done and not dropped)::int as open, count(*) filter (where not done and not dropped and past)::int as late
			from (${reviewDecisionStates(unitId, to)}) d`
	);
	return {
		rows: [
			row('decisions_total', found.total, '/management-reviews'),
			row('decisions_done', found.done),
			row('decisions_dropped', found.dropped),
			row('decisions_open', found.open),
			row('decisions_late', found.late)
		]
	};
};

type GradeRow = { id: string | null; number: string | null; grade: string | null; clause: string | null; count: number };

const audits: FigureQuery = async (ctx, of) => {
	const found = await ctx.db.$queryRaw<GradeRow[]>`
		select a.id, a.number, f.grade::text as grade, f.clause, count(f.id)::int as count
		from internal_audit a left join finding f on f.audit_id = a.id and f.state <> 'void'
		where a.unit_id = ${of.unitId}::uuid and a.state = 'closed' and ${within(Prisma.sql`a.closed_at`, of)}
		group by a.id, f.grade, f.clause order by a.number, f.clause`;
	const sum = (grade: string) => found.reduce((total, one) => total + (one.grade === grade ? one.count : 0), 0);
	const numbers = new Map(found.map(({ id, number }) => [id, number ?? '']));
	const clauses = Map.groupBy(
		found.filter(({ grade }) => grade === 'major' || grade === 'minor'),
		({ clause }) => clause ?? ''
	);
	return {
		rows: [
			row('audits_closed', numbers.size, '/audits'),
			row('audits_major', sum('major')),
			row('audits_minor', sum('minor')),
			row('audits_observation', sum('observation'))
		],
		items: [
			...[...numbers].map(([id, number]) => item(number, '', `/audits/${id ?? ''}`)),
			...[...clauses].map(([clause, list]) =>
				item(clause || '–', String(list.reduce((total, { count }) => total + count, 0)), `/corrective-actions?clause=${clause}&state=all`)
			)
		]
	};
};

const inspections: FigureQuery = async (ctx, of) => {
	const found = await ctx.db.$queryRaw<
		{ id: string; number: string; points: number | null; max: number | null; major: number; minor: number; recommendations: number }[]
	>`
		select i.id, c.number, i.points, i.max_points as max, count(f.id) filter (where f.grade = 'major')::int as major,
			count(f.id) filter (where f.grade = 'minor')::int as minor, count(f.id) filter (where f.grade = 'recommendation')::int as recommendations
		from inspection i join audit_cycle c on c.id = i.cycle_id left join finding f on f.inspection_id = i.id and f.state <> 'void'
		where i.unit_id = ${of.unitId}::uuid and i.state = 'closed' and ${within(Prisma.sql`i.closed_at`, of)}
		group by i.id, c.number order by i.closed_at`;
	if (found.length === 0) return null;
	const sum = (name: 'major' | 'minor' | 'recommendations') => found.reduce((total, one) => total + one[name], 0);
	return {
		rows: [
			row('inspections_closed', found.length, '/inspections'),
			row('inspections_major', sum('major')),
			row('inspections_minor', sum('minor')),
			row('inspections_recommendation', sum('recommendations'))
		],
		items: found.map(({ id, number, points, max }) =>
			item(number, points === null || max === null ? '–' : `${points.toLocaleString('vi')}/${max}`, `/inspections/${id}`)
		)
	};
};

const actions: FigureQuery = async (ctx, of) => {
	const found = await counted<'raised' | 'closed' | 'on_time' | 'late' | 'effective' | 'ineffective' | 'open' | 'overdue' | 'recurring'>(
		ctx,
		Prisma.sql`
			select count(*) filter (where raised_in)::int as raised, count(*) filter (where closed_in)::int as closed,
				count(*) filter (where closed_in and (a.due_on is null or a.done_on <= a.due_on))::int as on_time,
				count(*) filter (where closed_in and a.done_on > a.due_on)::int as late,
				count(*) filter (where closed_in and a.outcome = 'effective')::int as effective,
				count(*) filter (where closed_in and a.outcome = 'ineffective')::int as ineffective,
				count(*) filter (where a.state <> 'closed')::int as open,
				count(*) filter (where a.state not in ('closed', 'verifying') and a.due_on < ${of.to}::date)::int as overdue,
				count(*) filter (where raised_in and a.recurrence_of_id is not null)::int as recurring
			from (select a.state, a.outcome, ${actionDueSql} as due_on, a.recurrence_of_id,
					(coalesce(a.completed_at, a.closed_at) at time zone 'Asia/Ho_Chi_Minh')::date as done_on,
					a.outcome is distinct from 'void' and ${within(Prisma.sql`a.raised_at`, of)} as raised_in,
					a.state = 'closed' and a.outcome <> 'void' and ${within(Prisma.sql`a.closed_at`, of)} as closed_in
				from corrective_action a left join finding f on f.id = a.finding_id where a.unit_id = ${of.unitId}::uuid) a`
	);
	return {
		rows: [
			row('actions_raised', found.raised, '/corrective-actions?state=all'),
			row('actions_closed', found.closed, '/corrective-actions?state=closed'),
			row('actions_on_time', found.on_time),
			row('actions_late', found.late),
			row('actions_effective', found.effective),
			row('actions_ineffective', found.ineffective),
			row('actions_recurring', found.recurring),
			row('actions_open', found.open, '/corrective-actions'),
			row('actions_overdue', found.overdue, '/corrective-actions?late=1')
		]
	};
};

const documents: FigureQuery = async (ctx, of) => {
	const found = await counted<'new' | 'amended' | 'withdrawn' | 'in_force'>(
		ctx,
		Prisma.sql`
			select count(*) filter (where begun and first)::int as new, count(*) filter (where begun and not first)::int as amended,
				count(*) filter (where ended and v.state = 'withdrawn')::int as withdrawn,
				count(*) filter (where v.effective_from <= ${of.to}::date and (v.effective_to is null or v.effective_to > ${of.to}::date))::int as in_force
			from (select w.state, w.effective_from, w.effective_to, w.origin = 'internal' and w.effective_from between ${of.from}::date and ${of.to}::date as begun,
					w.effective_to between ${of.from}::date and ${of.to}::date as ended,
					not exists (select 1 from version b where b.document_id = w.document_id and b.effective_from < w.effective_from
						and b.state in ('issued', 'withdrawn') and not isempty(b.in_force)) as first
				from version w where w.unit_id = ${of.unitId}::uuid and w.state in ('issued', 'withdrawn')
					and (w.effective_to is null or w.effective_to > w.effective_from)) v`
	);
	return {
		rows: [
			row('documents_in_force', found.in_force, '/documents'),
			row('documents_new', found.new),
			row('documents_amended', found.amended),
			row('documents_withdrawn', found.withdrawn)
		]
	};
};

const reading: FigureQuery = async (ctx, of) => {
	const found = await counted<'asked' | 'confirmed' | 'late'>(
		ctx,
		Prisma.sql`select count(*)::int as asked, count(*) filter (where r.state in ('confirmed', 'confirmed_on_paper', 'carried'))::int as confirmed,
			count(*) filter (where r.state = 'open' and r.due_on < ${of.to}::date)::int as late
			from reading_request r where r.unit_id = ${of.unitId}::uuid and r.state not in ('waived', 'lapsed') and ${within(Prisma.sql`r.asked_at`, of)}`
	);
	return {
		rows: [
			row('reading_asked', found.asked, '/reading'),
			row('reading_confirmed', found.confirmed),
			row('reading_rate', percent(found.confirmed, found.asked)),
			row('reading_late', found.late)
		]
	};
};

const requests: FigureQuery = async (ctx, of) => {
	const found = await counted<'proposed' | 'accepted' | 'declined' | 'open'>(
		ctx,
		Prisma.sql`select count(*) filter (where inside)::int as proposed,
			count(*) filter (where inside and q.state in ('accepted', 'done'))::int as accepted,
			count(*) filter (where inside and q.state = 'declined')::int as declined,
			count(*) filter (where q.state in ('proposed', 'considered', 'accepted'))::int as open
			from (select c.state, ${within(Prisma.sql`c.proposed_at`, of)} as inside from change_request c where c.unit_id = ${of.unitId}::uuid) q`
	);
	return {
		rows: [
			row('requests_proposed', found.proposed, '/change-requests'),
			row('requests_accepted', found.accepted),
			row('requests_declined', found.declined),
			row('requests_open', found.open)
		]
	};
};

/** As the page of services and the periodic report count: what applies to the unit's kind on the day and the unit has not said that it does not handle. */
const coverage: FigureQuery = async (ctx, of) => {
	const found = await counted<'handled' | 'covered'>(
		ctx,
		Prisma.sql`select count(*)::int as handled, count(*) filter (where exists (select 1 from admin_service_link l
				join version v on v.document_id = l.document_id and v.in_force @> ${of.to}::date
				where l.unit_id = u.unit_id and l.service_id = s.service_id and l.removed_at is null))::int as covered
			from unit_version u join admin_service_version s on u.kind_code = any(s.kind_codes)
				and s.valid_from <= ${of.to}::date and (s.valid_to is null or s.valid_to > ${of.to}::date)
			where u.unit_id = ${of.unitId}::uuid and u.valid_from <= ${of.to}::date and (u.valid_to is null or u.valid_to > ${of.to}::date)
				and not exists (select 1 from unit_admin_service c where c.unit_id = u.unit_id and c.service_id = s.service_id and not c.handled)`
	);
	if (found.handled === 0) return null;
	return {
		rows: [
			row('coverage_handled', found.handled, '/admin-services'),
			row('coverage_covered', found.covered),
			row('coverage_rate', percent(found.covered, found.handled))
		]
	};
};

const faults: FigureQuery = async (ctx, of) => {
	const found = await counted<'reported' | 'confirmed' | 'declined' | 'complaints'>(
		ctx,
		Prisma.sql`select count(*)::int as reported, count(*) filter (where f.state = 'confirmed')::int as confirmed,
			count(*) filter (where f.state = 'declined')::int as declined,
			(select count(*)::int from corrective_action c where c.unit_id = ${of.unitId}::uuid and c.source = 'complaint'
				and c.outcome is distinct from 'void' and ${within(Prisma.sql`c.raised_at`, of)}) as complaints
			from fault_report f where f.unit_id = ${of.unitId}::uuid and ${within(Prisma.sql`f.reported_at`, of)}`
	);
	return {
		rows: [
			row('faults_reported', found.reported, '/corrective-actions/reports'),
			row('faults_confirmed', found.confirmed),
			row('faults_declined', found.declined),
			row('faults_complaints', found.complaints)
		]
	};
};

/** What documents, readings, requests, audits, actions and reviews know of a unit. */
export const systemFigures: Readonly<Record<SystemGroup, FigureQuery>> = {
	decisions,
	audits,
	inspections,
	actions,
	documents,
	reading,
	requests,
	coverage,
	faults
};
