import type { HandOverKind, StayReason } from '#lib/domain/hand-overs/duties.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { dutiesOf } from '#lib/server/people/duties.ts';

export type OpenDuty = {
	readonly kind: HandOverKind;
	readonly subjectId: string;
	readonly label: string;
	/** Why nobody can take it. */
	readonly stays: StayReason | null;
	/** Whom the separation of duties keeps from it; of what only members of a review or registered auditors do, who is none. */
	readonly barred: readonly string[];
};

/**
 * The columns that refer to a person who has a duty, each with its kind. A test holds every column that refers to a person against this table and
 * against those that only say what was.
 */
export const dutyColumns: Readonly<Record<string, HandOverKind>> = {
	'membership.user_id': 'role',
	'version_author.user_id': 'draft',
	'version.reviewer_id': 'review',
	'issue_batch.keeper_id': 'batch',
	'issue_batch.created_by_id': 'batch',
	'document_drafter.user_id': 'drafter',
	'document.owner_id': 'owner',
	'division_version.head_id': 'division_head',
	'guest_review.guest_id': 'guest_review',
	'change_request.drafter_id': 'change_request',
	'external_subscription.checker_id': 'external_check',
	'numbered_print.holder_id': 'print',
	'record_series.custodian_id': 'series',
	'record_series_reader.user_id': 'series_reader',
	'corrective_action.owner_id': 'action_owner',
	'action_line.doer_id': 'action_line',
	'corrective_action.verifier_id': 'action_verifier',
	'audit_area.leader_id': 'area_leader',
	'audit_area_member.user_id': 'area_member',
	'audit_programme_line.lead_id': 'programme_line',
	'audit_team_member.user_id': 'audit_team',
	'inspection_helper.user_id': 'inspection_helper',
	'roll_out_unit.responsible_id': 'roll_out_unit',
	'roll_out_item.responsible_id': 'roll_out_item',
	'iso_plan_step.responsible_id': 'plan_step',
	'committee_member.user_id': 'committee',
	'management_review.chair_id': 'review_chair',
	'management_review.secretary_id': 'review_secretary',
	'management_review_member.user_id': 'review_member',
	'management_review_input.reporter_id': 'review_input',
	'management_review_decision.responsible_id': 'review_decision',
	'objective.owner_id': 'objective',
	'objective.reporter_id': 'objective_report',
	'risk.owner_id': 'risk',
	'risk_measure.doer_id': 'risk_measure',
	'training_need.responsible_id': 'training_need'
};

const none = Prisma.sql`'{}'::uuid[]`;

/** Everything that hangs on one person in one unit, as it is now, with what keeps it there. Two statements. */
export async function openDutiesIn(ctx: Ctx, unitId: string, userId: string): Promise<OpenDuty[]> {
	const ofDocuments = (await dutiesOf(ctx, userId)).filter((duty) => duty.unitId === unitId);
	const authors = await authorsOf(
		ctx,
		ofDocuments.filter(({ kind }) => kind === 'review').map(({ subjectId }) => subjectId)
	);
	const others = await ctx.db.$queryRaw<OpenDuty[]>`
		with me as (select ${userId}::uuid as id, ${unitId}::uuid as unit, ${today(ctx)}::date as day)
		${Prisma.join([organisation, papers, actions, audits, plans, reviews, registers], ' union all ')}`;
	return [
		...others,
		...ofDocuments.map(({ kind, subjectId, label }) => ({ kind, subjectId, label, stays: null, barred: authors.get(subjectId) ?? [] }))
	];
}

/** Who wrote a version does not review it. */
async function authorsOf(ctx: Ctx, versionIds: readonly string[]): Promise<Map<string, string[]>> {
	if (versionIds.length === 0) return new Map();
	const rows = await ctx.db.version.findMany({
		where: { id: { in: [...versionIds] } },
		select: { id: true, round: true, authors: { select: { userId: true, round: true } } }
	});
	return new Map(rows.map(({ id, round, authors }) => [id, authors.filter((one) => one.round === round).map(({ userId }) => userId)]));
}

const organisation = Prisma.sql`
	select 'role' as kind, m.id as "subjectId", array_to_string(m.roles, ',') as label, 'appointed' as stays, ${none} as barred
	from membership m, me where m.user_id = me.id and m.unit_id = me.unit and m.roles && '{drafter,officer,reviewer,head,internal_auditor}'
		and m.valid_from <= me.day and (m.valid_to is null or m.valid_to > me.day)
	union all
	select 'committee', c.id, s.decision_number, 'appointed', ${none} from committee_member c join steering_committee s on s.id = c.committee_id, me
	where c.user_id = me.id and s.unit_id = me.unit and c.valid_from <= me.day and (c.valid_to is null or c.valid_to > me.day)
		and (s.valid_to is null or s.valid_to > me.day)
	union all
	select 'inspection_helper', h.id, y.number || ' ' || y.title, 'appointed', ${none}
	from inspection_helper h join inspection i on i.id = h.inspection_id join audit_cycle y on y.id = i.cycle_id, me
	where h.user_id = me.id and h.ended_at is null and i.unit_id = me.unit and i.state not in ('closed', 'cancelled')`;

const papers = Prisma.sql`
	select 'guest_review', g.id, d.code || ' ' || v.title, 'appointed', ${none}
	from guest_review g join version v on v.id = g.version_id join document d on d.id = v.document_id, me
	where g.guest_id = me.id and g.asked_of_unit_id = me.unit and g.state = 'appointed'
	union all
	select 'change_request', r.id, r.number || ' ' || r.title, 'considered', ${none} from change_request r, me
	where r.drafter_id = me.id and r.unit_id = me.unit and r.state in ('considered', 'accepted')
	union all
	select 'external_check', s.id, trim(e.number || ' ' || e.title), null, ${none}
	from external_subscription s join external_document e on e.id = s.external_id, me
	where s.checker_id = me.id and s.unit_id = me.unit and s.ended_at is null
	union all
	select 'print', p.id, p.code, 'in_hand', ${none} from numbered_print p, me
	where p.holder_id = me.id and p.custody_unit_id = me.unit and p.state <> 'closed'
	union all
	select 'series', s.id, s.code || ' ' || s.name, null, ${none} from record_series s, me
	where s.custodian_id = me.id and coalesce(s.custody_unit_id, s.unit_id) = me.unit and s.ended_on is null
	union all
	select 'series_reader', s.id, s.code || ' ' || s.name, null, ${none} from record_series_reader r join record_series s on s.id = r.series_id, me
	where r.user_id = me.id and coalesce(s.custody_unit_id, s.unit_id) = me.unit and s.ended_on is null`;

const actions = Prisma.sql`
	select 'action_owner', a.id, a.number, case when a.state in ('analysing', 'in_progress') then null else 'signed' end,
		array_remove(array[a.verifier_id, case when a.state <> 'analysing' then a.approved_by_id end], null)
	from corrective_action a, me where a.owner_id = me.id and a.unit_id = me.unit and a.state <> 'closed'
	union all
	select 'action_line', l.id, a.number || ': ' || left(l.what, 200), case when a.state in ('analysing', 'in_progress') then null else 'signed' end,
		array_remove(array[a.verifier_id, a.approved_by_id], null)
	from action_line l join corrective_action a on a.id = l.action_id, me
	where l.doer_id = me.id and a.unit_id = me.unit and l.done_on is null and l.dropped_at is null and l.removed_at is null and a.state <> 'closed'
	union all
	select 'action_verifier', a.id, a.number, case when a.source = 'inspection' then 'department' end, array(select eiso_people_of_action(a.id))
	from corrective_action a, me where a.verifier_id = me.id and a.unit_id = me.unit and a.verifier_unit_id is null
		and a.state in ('analysing', 'awaiting_plan_approval', 'in_progress', 'verifying')`;

const audits = Prisma.sql`
	select 'area_leader', a.id, a.name, null, ${none} from audit_area a, me where a.leader_id = me.id and a.unit_id = me.unit and a.ended_on is null
	union all
	select 'area_member', a.id, a.name, null, ${none} from audit_area_member m join audit_area a on a.id = m.area_id, me
	where m.user_id = me.id and a.unit_id = me.unit and a.ended_on is null
	union all
	select 'programme_line', l.id, p.year || '/' || l.month || ' ' || a.name, case when p.state <> 'draft' or p.submitted_at is not null then 'signed' end,
		array(select distinct w.user_id from membership w where w.unit_id = p.unit_id
			and not exists (select 1 from auditor r where r.user_id = w.user_id and r.valid_from <= me.day
				and (r.valid_to is null or r.valid_to >= me.day) and (r.ended_on is null or r.ended_on > me.day)))
	from audit_programme_line l join audit_programme p on p.id = l.programme_id join audit_area a on a.id = l.area_id, me
	where l.lead_id = me.id and p.unit_id = me.unit and p.state <> 'closed' and l.until_revision is null
		and not exists (select 1 from audit_scope_line s join internal_audit i on i.id = s.audit_id where s.line_id = l.id and i.state = 'closed')
	union all
	select 'audit_team', t.id, i.number || ' ' || i.title, 'appointed', ${none} from audit_team_member t join internal_audit i on i.id = t.audit_id, me
	where t.user_id = me.id and t.ended_at is null and i.unit_id = me.unit and i.state not in ('closed', 'cancelled')`;

const plans = Prisma.sql`
	select 'roll_out_unit', u.id, w.title, null, ${none} from roll_out_unit u join roll_out_wave w on w.id = u.wave_id, me
	where u.responsible_id = me.id and u.unit_id = me.unit and w.state = 'open' and (u.left_on is null or u.left_on > me.day)
	union all
	select 'roll_out_item', i.id, s.title_vi, null, ${none} from roll_out_item i join roll_out_unit u on u.id = i.roll_out_unit_id
		join roll_out_step s on s.id = i.step_id join roll_out_wave w on w.id = u.wave_id, me
	where i.responsible_id = me.id and u.unit_id = me.unit and w.state = 'open' and (u.left_on is null or u.left_on > me.day)
		and (s.dropped_on is null or s.dropped_on > me.day) and i.state in ('open', 'claimed', 'waiver_asked')
	union all
	select 'plan_step', s.id, s.year || ': ' || left(s.what, 200), null, ${none} from iso_plan_step s, me
	where s.responsible_id = me.id and s.unit_id = me.unit and s.done_on is null and s.dropped_reason is null`;

const reviews = Prisma.sql`
	select 'review_chair', r.id, r.number, case when r.state <> 'planned' then 'signed' end, array[r.secretary_id] from management_review r, me
	where r.chair_id = me.id and r.unit_id = me.unit and r.state not in ('closed', 'cancelled')
	union all
	select 'review_secretary', r.id, r.number, case when r.state <> 'planned' then 'signed' end, array[r.chair_id] from management_review r, me
	where r.secretary_id = me.id and r.unit_id = me.unit and r.state not in ('closed', 'cancelled')
	union all
	select 'review_member', p.id, r.number, case when r.state <> 'planned' then 'signed' else 'appointed' end, ${none}
	from management_review_member p join management_review r on r.id = p.review_id, me
	where p.user_id = me.id and r.unit_id = me.unit and r.state not in ('closed', 'cancelled')
	union all
	select 'review_input', i.id, r.number || ' ' || i.code, case when r.state <> 'planned' then 'signed' end,
		array(select distinct w.user_id from membership w where w.unit_id = r.unit_id
			and not exists (select 1 from management_review_member p where p.review_id = r.id and p.user_id = w.user_id))
	from management_review_input i join management_review r on r.id = i.review_id, me
	where i.reporter_id = me.id and r.unit_id = me.unit and r.state not in ('closed', 'cancelled')
	union all
	select 'review_decision', d.id, r.number || ': ' || left(d.what, 200), case when r.state <> 'in_session' then 'signed' end, ${none}
	from management_review_decision d join management_review r on r.id = d.review_id, me
	where d.responsible_id = me.id and r.unit_id = me.unit and r.state <> 'cancelled' and d.done_on is null
		and d.action_id is null and d.change_request_id is null`;

const registers = Prisma.sql`
	select 'objective', o.id, s.year || ' ' || o.code || ' ' || left(o.statement, 200), case when s.state <> 'draft' or s.submitted_at is not null then 'signed' end, ${none}
	from objective o join objective_set s on s.id = o.set_id, me
	where o.owner_id = me.id and s.unit_id = me.unit and s.state <> 'closed' and o.until_revision is null
	union all
	select 'objective_report', o.id, s.year || ' ' || o.code || ' ' || left(o.statement, 200), null, ${none}
	from objective o join objective_set s on s.id = o.set_id, me
	where coalesce(o.reporter_id, o.owner_id) = me.id and s.unit_id = me.unit and s.state = 'approved' and o.since_revision <= s.revision
		and (o.until_revision is null or o.until_revision > s.revision)
	union all
	select 'risk', r.id, r.number || ' ' || left(r.statement, 200), null, ${none} from risk r, me
	where r.owner_id = me.id and r.unit_id = me.unit and r.closed_at is null
	union all
	select 'risk_measure', t.id, r.number || ': ' || left(t.what, 200), null, ${none} from risk_measure t join risk r on r.id = t.risk_id, me
	where t.doer_id = me.id and r.unit_id = me.unit and r.closed_at is null and t.done_on is null and t.dropped_at is null
	union all
	select 'training_need', n.id, n.year || ' ' || n.topic, null, ${none} from training_need n, me
	where n.responsible_id = me.id and n.unit_id = me.unit and n.dropped_at is null
		and not exists (select 1 from training t where t.need_id = n.id and t.fixed_at is not null)`;
