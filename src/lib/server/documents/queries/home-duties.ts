import { hasProvinceRole, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** What waits beside versions: batches not yet issued, corrections to sign, guests to appoint. */
export type WaitingDuty = {
	/** `batch_sign`: one that only a head can issue, because it withdraws something. */
	readonly what: 'batch' | 'batch_sign' | 'correction' | 'guest';
	readonly id: string;
	/** The batch, or for a guest the version. */
	readonly subjectId: string;
	/** Number of the batch, or the code of the document. */
	readonly name: string;
	/** Lines of a batch, or the codes it withdraws; the field of a correction; the title of the document. */
	readonly detail: string;
	readonly unitName: string;
	readonly since: Date;
};

/** The duties of a person as a select, so that they are counted by the same words as they are listed. */
export function dutiesSql(actor: UserActor): Prisma.Sql {
	const keeping = unitIdsWith(actor, ['officer', 'head']);
	const signing = unitIdsWith(actor, ['head']);
	const finishing = unitIdsWith(actor, ['officer']);
	const appoints = hasProvinceRole(actor, 'coordinator') ? Prisma.sql`true` : Prisma.sql`g.asked_of_unit_id = any(${keeping}::uuid[])`;
	return Prisma.sql`
			select case when l.withdrawn is not null and b.unit_id = any(${signing}::uuid[]) then 'batch_sign' else 'batch' end as what, b.id,
				b.id as subject_id, b.number as name,
				case when l.withdrawn is not null and b.unit_id = any(${signing}::uuid[]) then l.withdrawn else l.count::text end as detail,
				b.unit_id, b.created_at as since
			from issue_batch b
			cross join lateral (select count(*), string_agg(d.code, ', ' order by d.code_sort) filter (where l.withdraws) as withdrawn
				from issue_batch_line l join document d on d.id = l.document_id where l.batch_id = b.id) l
			where b.state = 'draft' and (b.unit_id = any(${finishing}::uuid[])
				-- A head is asked for what only a head can do, for what needs nothing more, and for what they began themself.
				or b.created_by_id = ${actor.userId}::uuid and b.unit_id = any(${keeping}::uuid[])
				or b.unit_id = any(${signing}::uuid[]) and (l.withdrawn is not null
					or l.count > 0 and b.decision_number is not null and b.decision_date is not null and b.effective_on is not null))
			union all
			select 'correction', c.id, b.id, b.number, c.field, b.unit_id, c.created_at
			from batch_correction c join issue_batch b on b.id = c.batch_id where c.state = 'proposed' and b.unit_id = any(${signing}::uuid[])
			union all
			select 'guest', g.id, g.version_id, d.code, v.title, v.unit_id, g.created_at
			from guest_review g join version v on v.id = g.version_id join document d on d.id = v.document_id
			where g.state = 'asked' and ${appoints}`;
}

/** One statement. */
export function waitingDuties(ctx: Ctx, actor: UserActor): Promise<WaitingDuty[]> {
	const day = today(ctx);
	return ctx.db.$queryRaw<WaitingDuty[]>(Prisma.sql`
		with duty as (${dutiesSql(actor)})
		select duty.what, duty.id, duty.subject_id as "subjectId", duty.name, duty.detail, coalesce(uv.name, '') as "unitName", duty.since
		from duty left join unit_version uv on uv.unit_id = duty.unit_id
			and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		order by duty.since`);
}
