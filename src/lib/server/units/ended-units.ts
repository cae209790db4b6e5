import { predecessorIdsWith } from '#lib/domain/permissions/actor.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { UnitName } from './units-on-day.ts';

/** A unit that is no more: by its last name, with the event that ended it, which everybody may know. */
export type EndedUnit = UnitName & {
	readonly lastDay: Day;
	/** Null: its end came in with a list of units. */
	readonly eventId: string | null;
	readonly decisionNumber: string | null;
	readonly decisionDate: Day | null;
	/** It left documents, whoever may read them. */
	readonly documents: boolean;
	/** The units that it passed into, by the names they have today. */
	readonly heirs: readonly UnitName[];
};

/** Those of the units that have ended, the last end first. One query, none for no unit; no question of rights. */
export async function endedUnits(ctx: Ctx, unitIds: readonly string[]): Promise<EndedUnit[]> {
	if (unitIds.length === 0) return [];
	const day = today(ctx);
	return ctx.db.$queryRaw<EndedUnit[]>`
		select v.unit_id as "unitId", v.code, v.name, (v.valid_to - 1)::text as "lastDay", event.id as "eventId",
			exists (select 1 from document d where d.unit_id = v.unit_id) as documents,
			event.decision_number as "decisionNumber", event.decision_date::text as "decisionDate",
			coalesce((select jsonb_agg(jsonb_build_object('unitId', h.unit_id, 'code', h.code, 'name', h.name) order by h.name)
				from (select distinct on (n.unit_id) n.unit_id, n.code, n.name from unit_passage l join unit_version n on n.unit_id = l.to_unit_id
					where l.event_id = event.id and l.from_unit_id = v.unit_id and l.to_unit_id <> v.unit_id
						and n.valid_from <= ${day}::date and n.valid_from is distinct from n.valid_to
					order by n.unit_id, n.valid_from desc) h), '[]') as heirs
		from unit_version v
		left join lateral (
			select e.id, e.decision_number, e.decision_date from unit_passage l join unit_event e on e.id = l.event_id and e.effective_on = v.valid_to
			where l.from_unit_id = v.unit_id order by e.created_at desc limit 1
		) event on true
		where v.unit_id = any(${[...new Set(unitIds)]}::uuid[]) and v.valid_to <= ${day}::date and v.valid_from < v.valid_to
			and not exists (select 1 from unit_version later where later.unit_id = v.unit_id and later.valid_from >= v.valid_to
				and later.valid_from is distinct from later.valid_to)
		order by v.valid_to desc, v.name, v.unit_id`;
}

/**
 * The closed unit that a list is asked for, where this person is officer or head of a successor of it; for any other the list stays that of their
 * own unit. One query, none where nothing or no such unit is asked for.
 */
export async function unitBefore(ctx: Ctx, asked: string | null | undefined): Promise<EndedUnit | null> {
	if (!asked || !predecessorIdsWith(ctx.actor, ['officer', 'head']).includes(asked)) return null;
	const [ended = null] = await endedUnits(ctx, [asked]);
	return ended;
}
