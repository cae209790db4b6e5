import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readable } from './list-sql.ts';

/** A document in which another one went on after its unit ended. */
export type GoneOn = { readonly id: string; readonly code: string; readonly unit: string };

/** The documents of successors that a document was carried over into, as far as this actor may read them. */
export function goesOnIn(ctx: Ctx, documentId: string): Promise<GoneOn[]> {
	return ctx.db.$queryRaw<GoneOn[]>(Prisma.sql`
		select distinct d.id, d.code, (select n.name from unit_version n where n.unit_id = d.unit_id and n.valid_from <= ${today(ctx)}::date
			and n.valid_from is distinct from n.valid_to order by n.valid_from desc limit 1) as unit
		from version o join carried_version c on c.origin_version_id = o.id join version v on v.id = c.version_id and v.state <> 'cancelled'
		join document d on d.id = v.document_id
		where o.document_id = ${documentId}::uuid and ${readable(ctx, 'v')}
		order by d.code, d.id`);
}
