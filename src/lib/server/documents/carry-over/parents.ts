import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

type Hung = { id: string; unitId: string; before: string | null; after: string | null };

/**
 * Hangs each carried form beneath its procedure where both go on in the same successor, whichever was chosen first, and beneath none where the
 * one it hung from does not go on any more. What the successor has hung elsewhere stays there. Recorded as `document.manage`.
 */
export async function hangForms(ctx: Ctx, eventId: string): Promise<void> {
	const hung = await ctx.db.$queryRaw<Hung[]>`
		with live as (
			select distinct d.id, d.unit_id, d.parent_id, o.document_id as origin_id, origin.parent_id as origin_parent_id
			from carried_version c join version v on v.id = c.version_id and v.state = 'issued'
			join document d on d.id = v.document_id and d.status = 'open'
			join version o on o.id = c.origin_version_id join document origin on origin.id = o.document_id
			where c.event_id = ${eventId}::uuid
		)
		select form.id, form.unit_id as "unitId", form.parent_id as before, parent.id as after
		from live form left join live parent on parent.unit_id = form.unit_id and parent.origin_id = form.origin_parent_id
		where form.parent_id is distinct from parent.id
			and (form.parent_id is null or exists (select 1 from document p where p.id = form.parent_id and p.status <> 'open'))
		order by form.id`;
	for (const { id, unitId, before, after } of hung) {
		await ctx.db.document.update({ where: { id }, data: { parentId: after, rowVersion: { increment: 1 } } });
		await record(ctx, {
			event: 'document.manage',
			subjectType: 'document',
			subjectId: id,
			unitId,
			role: 'system',
			before: { parentId: before },
			after: { parentId: after }
		});
	}
}
