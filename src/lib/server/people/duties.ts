import type { Duty, DutyKind } from '#lib/domain/people/duties.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { seesNoContent } from './person-facts.ts';

type DutyRow = { kind: DutyKind; subjectId: string; unitId: string; label: string };

/**
 * Everything that hangs on one person, in all units, as the system sees it. One query. A draft counts only while nobody else who is
 * active drafts it too.
 */
export async function dutiesOf(ctx: Ctx, userId: string): Promise<(Duty & { label: string })[]> {
	const day = today(ctx);
	return ctx.db.$queryRaw<DutyRow[]>`
		with me as (select ${userId}::uuid as id)
		select 'draft' as kind, v.id as "subjectId", v.unit_id as "unitId", d.code || ' ' || v.title as label
		from version v join document d on d.id = v.document_id, me
		where v.state = 'draft'
			and exists (select 1 from version_author a where a.version_id = v.id and a.round = v.round and a.user_id = me.id)
			and not exists (select 1 from document_drafter dd join "user" u on u.id = dd.user_id
				where dd.document_id = d.id and dd.user_id <> me.id and u.status = 'active')
		union all
		select 'review', v.id, v.unit_id, d.code || ' ' || v.title
		from version v join document d on d.id = v.document_id, me where v.state = 'in_review' and v.reviewer_id = me.id
		union all
		select 'batch', b.id, b.unit_id, b.number from issue_batch b, me
		where b.state = 'draft' and coalesce(b.keeper_id, b.created_by_id) = me.id
		union all
		select 'drafter', d.id, d.unit_id, d.code || ' ' || d.title
		from document_drafter dd join document d on d.id = dd.document_id, me where dd.user_id = me.id and d.status = 'open'
		union all
		select 'owner', d.id, d.unit_id, d.code || ' ' || d.title from document d, me where d.owner_id = me.id and d.status = 'open'
		union all
		select 'division_head', v.division_id, n.unit_id, v.name from division_version v join division n on n.id = v.division_id, me
		where v.head_id = me.id and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
		order by 1, 4`;
}

/**
 * A person's duties as far as this actor may hand them over: those of the own unit; all of them, without their names, for an
 * administrator.
 */
export async function openDuties(ctx: Ctx, userId: string): Promise<Duty[]> {
	const duties = await dutiesOf(ctx, userId);
	const blind = seesNoContent(ctx);
	return duties
		.filter((duty) => may(ctx.actor, 'person.hand_over', { unitId: duty.unitId }))
		.map((duty) => (blind ? { ...duty, label: null } : duty));
}

export type DutyHolder = { userId: string; fullName: string; count: number };

/** People of a unit who cannot work on their duties any more: disabled, or no longer of the unit. For officers and heads. */
export async function strandedDuties(ctx: Ctx, unitId: string): Promise<DutyHolder[]> {
	if (!may(ctx.actor, 'person.hand_over', { unitId })) return [];
	const day = today(ctx);
	return ctx.db.$queryRaw<DutyHolder[]>`
		with duty as (
			select a.user_id from version v join version_author a on a.version_id = v.id and a.round = v.round
			where v.unit_id = ${unitId}::uuid and v.state = 'draft'
				and not exists (select 1 from document_drafter dd join "user" u on u.id = dd.user_id
					where dd.document_id = v.document_id and dd.user_id <> a.user_id and u.status = 'active')
			union all
			select v.reviewer_id from version v where v.unit_id = ${unitId}::uuid and v.state = 'in_review' and v.reviewer_id is not null
			union all
			select coalesce(b.keeper_id, b.created_by_id) from issue_batch b where b.unit_id = ${unitId}::uuid and b.state = 'draft'
			union all
			select dd.user_id from document_drafter dd join document d on d.id = dd.document_id
			where d.unit_id = ${unitId}::uuid and d.status = 'open'
			union all
			select d.owner_id from document d where d.unit_id = ${unitId}::uuid and d.status = 'open' and d.owner_id is not null
			union all
			select v.head_id from division_version v join division n on n.id = v.division_id
			where n.unit_id = ${unitId}::uuid and v.head_id is not null
				and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
		)
		select u.id as "userId", u.full_name as "fullName", count(*)::int as count
		from duty join "user" u on u.id = duty.user_id
		where u.status = 'disabled' or not exists (
			select 1 from membership m where m.user_id = u.id and m.unit_id = ${unitId}::uuid
				and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date))
		group by u.id, u.full_name order by u.full_name`;
}
