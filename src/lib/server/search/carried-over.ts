import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Day } from '#lib/domain/shared/day.ts';

/** Of a version that goes on in force in a successor: whose it was, by its last name, and the last day on which it applies there. */
export type CarriedOver = { readonly unit: string; readonly lastDay: Day };

/** The same for the database, of a version by its alias; null for any other. */
export function carriedOverSql(version: 'v' | 's'): Prisma.Sql {
	const v = Prisma.raw(version);
	return Prisma.sql`(case when ${v}.origin = 'carried_over' then (
		select jsonb_build_object('unit', (select uv.name from unit_version uv where uv.unit_id = c.origin_unit_id and uv.valid_from < coalesce(uv.valid_to, 'infinity')
				order by uv.valid_from desc limit 1),
			'lastDay', to_char(least(c.until, ${v}.effective_to) - 1, 'YYYY-MM-DD'))
		from carried_version c where c.version_id = ${v}.id) end)`;
}
