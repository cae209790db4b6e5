import type { BoardStep, BoardUnit } from '#lib/domain/roll-out/board.ts';
import type { WaveKind, WaveState } from '#lib/domain/roll-out/lifecycle.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { wordedStepsSql } from './step-words.ts';

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

/** The plan of waves as it was on a day, as rows to select from, with the `wave_id` of each step. */
function stepsSql(ctx: Ctx, day: Day): Prisma.Sql {
	const english = ctx.locale === 'en';
	return Prisma.sql`
		select s.wave_id, s.id, s.position, case when ${english} and s.title_en <> '' then s.title_en else s.title_vi end as title, s.phase_code as "phaseCode",
			case when ${english} then p.name_en else p.name_vi end as phase, case when ${english} then p.short_en else p.short_vi end as "phaseShort",
			(select d.due_on::text from roll_out_due d where d.step_id = s.id and d.roll_out_unit_id is null and d.set_on <= ${day}::date
				order by d.number desc limit 1) as "dueOn"
		from (${wordedStepsSql(day)}) s join roll_out_phase p on p.code = s.phase_code
		where s.added_on <= ${day}::date and (s.dropped_on is null or s.dropped_on > ${day}::date)`;
}

/** The plan of a wave on a day. One statement. */
export function readSteps(ctx: Ctx, waveId: string, day: Day): Promise<BoardStep[]> {
	return ctx.db.$queryRaw<BoardStep[]>`
		select s.id, s.position, s.title, s."phaseCode", s.phase, s."phaseShort", s."dueOn" from (${stepsSql(ctx, day)}) s
		where s.wave_id = ${waveId}::uuid order by s.position, s.id`;
}

/** A wave as it ran on a day, with its plan and with those of the units that were in it. */
export type RunningWave = {
	readonly id: string;
	readonly title: string;
	readonly units: readonly { readonly id: string; readonly unitId: string }[];
	readonly steps: readonly Pick<BoardStep, 'id' | 'title' | 'phaseCode'>[];
};

/** The waves that ran on a day and had any of these units, in the order of `readWaves`. One statement whatever their number. */
export function readRunningWaves(ctx: Ctx, day: Day, unitIds: readonly string[]): Promise<RunningWave[]> {
	return ctx.db.$queryRaw<RunningWave[]>`
		select w.id, w.title, members.units,
			(select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'title', s.title, 'phaseCode', s."phaseCode") order by s.position, s.id), '[]')
				from (${stepsSql(ctx, day)}) s where s.wave_id = w.id) as steps
		from roll_out_wave w cross join lateral (
			select jsonb_agg(jsonb_build_object('id', u.id, 'unitId', u.unit_id)) as units from roll_out_unit u
			where u.wave_id = w.id and u.joined_on <= ${day}::date and (u.left_on is null or u.left_on > ${day}::date) and ${ofUnits(unitIds)}) members
		where w.state <> 'draft' and w.opened_on <= ${day}::date and (w.closed_on is null or w.closed_on > ${day}::date) and members.units is not null
		order by w.kind, w.year desc, w.created_at desc`;
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
