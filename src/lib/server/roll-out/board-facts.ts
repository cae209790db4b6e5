import type { BoardStep, BoardUnit } from '#lib/domain/roll-out/board.ts';
import type { WaveKind, WaveState } from '#lib/domain/roll-out/lifecycle.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

export type BoardWave = {
	readonly id: string;
	readonly title: string;
	readonly kind: WaveKind;
	readonly state: WaveState;
	readonly year: number;
	readonly openedOn: Day | null;
	readonly closedOn: Day | null;
	/** Units that were in it on the day and that had left it by then, of those that are asked of. */
	readonly units: number;
	readonly left: number;
};

/** Of every unit, or of these alone. */
export function ofUnits(unitIds: readonly string[] | null): Prisma.Sql {
	return unitIds === null ? Prisma.sql`true` : Prisma.sql`u.unit_id = any(${[...unitIds]}::uuid[])`;
}

/** The waves, those that build first and the newest ahead; drafts for who prepares them. One statement. */
export function readWaves(ctx: Ctx, day: Day, unitIds: readonly string[] | null, drafts: boolean): Promise<BoardWave[]> {
	return ctx.db.$queryRaw<BoardWave[]>`
		select w.id, w.title, w.kind::text as kind, w.state::text as state, w.year, w.opened_on::text as "openedOn", w.closed_on::text as "closedOn",
			count(u.id) filter (where u.joined_on <= ${day}::date and (u.left_on is null or u.left_on > ${day}::date))::int as units,
			count(u.id) filter (where u.left_on <= ${day}::date and u.left_on > u.joined_on)::int as left
		from roll_out_wave w left join roll_out_unit u on u.wave_id = w.id and ${ofUnits(unitIds)}
		where (${drafts} or w.state <> 'draft') and (${unitIds === null} or u.id is not null)
		group by w.id order by w.kind, w.year desc, w.created_at desc`;
}

/** The plan of a wave on a day. One statement. */
export function readSteps(ctx: Ctx, waveId: string, day: Day): Promise<BoardStep[]> {
	const english = ctx.locale === 'en';
	return ctx.db.$queryRaw<BoardStep[]>`
		select s.id, s.position, case when ${english} and s.title_en <> '' then s.title_en else s.title_vi end as title, s.phase_code as "phaseCode",
			case when ${english} then p.name_en else p.name_vi end as phase, case when ${english} then p.short_en else p.short_vi end as "phaseShort",
			(select d.due_on::text from roll_out_due d where d.step_id = s.id and d.roll_out_unit_id is null and d.set_on <= ${day}::date
				order by d.number desc limit 1) as "dueOn"
		from roll_out_step s join roll_out_phase p on p.code = s.phase_code
		where s.wave_id = ${waveId}::uuid and s.added_on <= ${day}::date and (s.dropped_on is null or s.dropped_on > ${day}::date)
		order by s.position, s.id`;
}

/** The units that were in a wave on a day, called as they were that day and under whom they stood, by kind and name. One statement. */
export function readBoardUnits(ctx: Ctx, waveId: string, day: Day, unitIds: readonly string[] | null): Promise<BoardUnit[]> {
	const english = ctx.locale === 'en';
	return ctx.db.$queryRaw<BoardUnit[]>`
		with members as materialized (
			select u.id, u.unit_id, u.group_code from roll_out_unit u where u.wave_id = ${waveId}::uuid
				and u.joined_on <= ${day}::date and (u.left_on is null or u.left_on > ${day}::date) and ${ofUnits(unitIds)}
		), named as (
			select distinct on (v.unit_id) v.unit_id, v.code, v.name, v.kind_code, v.parent_id from unit_version v
			where v.unit_id in (select m.unit_id from members m) and (v.valid_to is null or v.valid_to > v.valid_from)
			order by v.unit_id, (v.valid_from <= ${day}::date) desc, case when v.valid_from <= ${day}::date then v.valid_from end desc, v.valid_from
		), parents as (
			select distinct on (v.unit_id) v.unit_id, v.name from unit_version v
			where v.unit_id in (select n.parent_id from named n) and (v.valid_to is null or v.valid_to > v.valid_from)
			order by v.unit_id, (v.valid_from <= ${day}::date) desc, case when v.valid_from <= ${day}::date then v.valid_from end desc, v.valid_from
		)
		select m.id, m.unit_id as "unitId", n.code, n.name, n.kind_code as "kindCode", case when ${english} then k.name_en else k.name_vi end as "kindName",
			n.parent_id as "parentId", p.name as "parentName", m.group_code as "groupCode",
			case when ${english} then g.name_en else g.name_vi end as "groupName"
		from members m join named n on n.unit_id = m.unit_id join unit_kind k on k.code = n.kind_code
			left join parents p on p.unit_id = n.parent_id left join roll_out_group g on g.code = m.group_code
		order by k.sort_order, n.name collate "vi-x-icu", n.code`;
}
