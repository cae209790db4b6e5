import type { KnownVersion } from '#lib/domain/units/import-plan.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** Every version of every unit that counts on some day, oldest first. */
export function knownVersions(ctx: Ctx): Promise<KnownVersion[]> {
	return ctx.db.$queryRaw<KnownVersion[]>`
		select unit_id as "unitId", code, name, kind_code as "kindCode", parent_id as "parentId",
			valid_from::text as "validFrom", valid_to::text as "validTo"
		from unit_version where valid_to is null or valid_to > valid_from order by valid_from, code`;
}
