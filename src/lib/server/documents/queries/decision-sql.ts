import type { CorrectionField } from '#lib/domain/documents/batch.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** The last signed correction of a decision's field, for the batch of the alias `b`; null where there is none. */
export function correctionSql(field: CorrectionField): Prisma.Sql {
	return Prisma.sql`(select c.new_value from batch_correction c
		where c.batch_id = b.id and c.state = 'signed' and c.field = ${field} order by c.decided_at desc limit 1)`;
}
