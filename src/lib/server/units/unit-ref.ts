import type { Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';

/**
 * The unit that somebody names by its id or by its code of today; a code that no unit has today may be one of `day`.
 * @throws Invalid (`field`: `unit_not_known`) when there is no such unit; Unauthenticated
 */
export async function unitIdOf(ctx: Ctx, named: string, { field = 'unit', day = today(ctx) }: { field?: string; day?: Day } = {}) {
	authorize(ctx, 'unit.read');
	const name = named.normalize('NFC').trim();
	const [row] = isUuid(name)
		? await ctx.db.$queryRaw<{ id: string }[]>`select id from unit where id = ${name}::uuid`
		: await ctx.db.$queryRaw<{ id: string }[]>`
			select v.unit_id as id from unit_version v, unnest(array[${today(ctx)}, ${day}]::date[]) with ordinality as asked(day, place)
			where upper(v.code) = upper(${name}) and v.valid_from <= asked.day and (v.valid_to is null or v.valid_to > asked.day)
			order by asked.place limit 1`;
	if (!row) throw new Invalid({ [field]: 'unit_not_known' });
	return row.id;
}
