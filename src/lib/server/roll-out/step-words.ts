import type { Day } from '#lib/domain/shared/day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * Steps of plans with title, stage and place of the end of a day, as rows to select from: `id`, `wave_id`, `added_on`, `dropped_on`, `phase_code`,
 * `position`, `title_vi`, `title_en`. What was changed since is told as it was: the first change after the day says what held until then.
 */
export function wordedStepsSql(asOf: Day | Prisma.Sql): Prisma.Sql {
	const day = typeof asOf === 'string' ? Prisma.sql`${asOf}::date` : asOf;
	return Prisma.sql`
		select s.id, s.wave_id, s.added_on, s.dropped_on, coalesce(b.phase_code, s.phase_code) as phase_code, coalesce(b.position, s.position) as position,
			coalesce(b.title_vi, s.title_vi) as title_vi, coalesce(b.title_en, s.title_en) as title_en
		from roll_out_step s left join lateral (
			select w.phase_code, w.position, w.title_vi, w.title_en from roll_out_step_words w
			where w.step_id = s.id and w.held_until > ${day} order by w.number limit 1
		) b on true`;
}
