import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * Whether who is named to verify `corrective_action a` still can on a day: works in the unit that they were named from, or is an inspector where an
 * inspection found it, with an active account. Else somebody else is to be named, as where nobody is.
 */
export function stillVerifiesSql(day: Prisma.Sql): Prisma.Sql {
	return Prisma.sql`exists (select 1 from "user" v where v.id = a.verifier_id and v.status = 'active' and (
		a.source <> 'inspection' and exists (select 1 from membership w where w.user_id = v.id
			and w.unit_id = coalesce(a.verifier_unit_id, a.unit_id) and w.valid_from <= ${day} and (w.valid_to is null or w.valid_to > ${day}))
		or a.source = 'inspection' and exists (select 1 from province_appointment w where w.user_id = v.id and w.role = 'inspector'
			and w.valid_from <= ${day} and (w.valid_to is null or w.valid_to > ${day}))))`;
}

/** The same of one action, today. */
export async function hasVerifier(ctx: Ctx, action: { id: string }): Promise<boolean> {
	const day = Prisma.sql`${today(ctx)}::date`;
	const rows = await ctx.db.$queryRaw<unknown[]>`
		select 1 from corrective_action a where a.id = ${action.id}::uuid and ${stillVerifiesSql(day)}`;
	return rows.length > 0;
}
