import { addMonths } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { independenceMonths } from './independence.ts';

/** Why somebody does not inspect a unit: they are or were in it, wrote its documents, or reviewed them as a guest. */
export type ConflictWhy = 'member' | 'author' | 'guest';
export type TeamConflict = {
	readonly unitId: string;
	readonly userId: string;
	readonly who: string;
	readonly why: ConflictWhy;
	/** The last day on which they were in the unit, or the last document that they wrote; null: they still are in it. */
	readonly until: string | null;
	readonly what: string;
};

/**
 * Which of these people may not inspect which of these units (states.md I1): nobody who is in the unit or was so within the months that the
 * province has set, also in a unit that became it within them, and nobody who helped to build its system. One statement for any number of
 * pairs; no question of rights.
 */
export async function teamConflicts(
	ctx: Ctx,
	pairs: readonly { readonly unitId: string; readonly userId: string }[]
): Promise<TeamConflict[]> {
	if (pairs.length === 0) return [];
	const day = today(ctx);
	const since = addMonths(day, -(await independenceMonths(ctx)));
	return ctx.db.$queryRaw<TeamConflict[]>`
		with recursive pair as (
			select distinct unit_id, user_id
			from unnest(${pairs.map(({ unitId }) => unitId)}::uuid[], ${pairs.map(({ userId }) => userId)}::uuid[]) as p (unit_id, user_id)
		), line as (
			-- The unit and what it was made of: who was in a unit that was merged into it was in it.
			select distinct p.unit_id, p.unit_id as part, null::date as until from pair p
			union
			-- A split may leave its unit standing: who joined that later was never in what was split off.
			select l.unit_id, e.from_unit_id, v.effective_on from line l join unit_passage e on e.to_unit_id = l.part join unit_event v on v.id = e.event_id
			where e.from_unit_id is not null and v.effective_on > ${since}::date and v.effective_on <= ${day}::date
		), found as (
			(select distinct on (p.unit_id, p.user_id) p.unit_id, p.user_id, 'member' as why, m.valid_to as until, m.position as what
				from pair p join line l on l.unit_id = p.unit_id join membership m on m.unit_id = l.part and m.user_id = p.user_id
				where (l.until is null or m.valid_from < l.until)
					and (m.valid_to is null or (m.valid_to > ${since}::date and m.valid_to > m.valid_from))
				order by p.unit_id, p.user_id, m.valid_to desc nulls first)
			union all
			(select distinct on (p.unit_id, p.user_id) p.unit_id, p.user_id, 'author', (a.since at time zone 'Asia/Ho_Chi_Minh')::date, d.code
				from pair p join version_author a on a.user_id = p.user_id
				join version v on v.id = a.version_id and v.unit_id = p.unit_id join document d on d.id = v.document_id
				order by p.unit_id, p.user_id, a.since desc)
			union all
			(select distinct on (p.unit_id, p.user_id) p.unit_id, p.user_id, 'guest', (g.created_at at time zone 'Asia/Ho_Chi_Minh')::date, d.code
				from pair p join guest_review g on g.guest_id = p.user_id
				join version v on v.id = g.version_id and v.unit_id = p.unit_id join document d on d.id = v.document_id
				order by p.unit_id, p.user_id, g.created_at desc)
		)
		select f.unit_id as "unitId", f.user_id as "userId", u.full_name as who, f.why, f.until::text as until, f.what
		from found f join "user" u on u.id = f.user_id
		order by f.unit_id, u.full_name, f.user_id, f.why`;
}

/** @throws Conflict `team_conflict` with who and why, when one of these people may not inspect the unit */
export async function requireIndependentTeam(ctx: Ctx, unitId: string, userIds: readonly string[]): Promise<void> {
	const found = await teamConflicts(
		ctx,
		userIds.map((userId) => ({ unitId, userId }))
	);
	const [first] = found;
	if (first) throw new Conflict('team_conflict', { who: [...new Set(found.map(({ who }) => who))].join(', '), why: first.why });
}
