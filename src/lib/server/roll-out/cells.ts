import type { ItemState } from '#lib/domain/roll-out/lifecycle.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { heldSql, type Proofs } from './proofs.ts';
import { wordedStepsSql } from './step-words.ts';

/** A step of a unit as it stands at the end of a day. */
export type Cell = {
	readonly rollOutUnitId: string;
	readonly unitId: string;
	readonly stepId: string;
	readonly waveId: string;
	/** Null before the first act on it. */
	readonly itemId: string | null;
	readonly state: ItemState;
	/** Null: the plan gave no day yet. */
	readonly dueOn: Day | null;
	/** What the plan says, and what it said first; an own day of the unit stands in `dueOn` in their place. */
	readonly planDueOn: Day | null;
	readonly firstDueOn: Day | null;
	/** When the work was done, as claimed or as eISO knows it. */
	readonly doneOn: Day | null;
	/** When the claim (or the wish to be let off) that still stands was entered. */
	readonly claimedOn: Day | null;
	/** When a coordinator accepted it, let the unit off, or eISO recorded the proof. */
	readonly settledOn: Day | null;
	/** Of the step, else of the unit. As of now. */
	readonly responsibleId: string | null;
};

/**
 * Every step of every unit that is in a wave on a day, as one statement to select from (columns as `Cell` in snake case, `proof`, and
 * `recorded`: the state that was entered, null when nothing was). What
 * proves a step is asked of the facts themselves: nothing here depends on the job having run. `of` is a condition over `roll_out_unit u` and
 * its wave `w`. A day to come shows what is known of it now.
 */
export function cellsSql(proofs: Proofs, asOf: Day | Prisma.Sql, of: Prisma.Sql): Prisma.Sql {
	const day = typeof asOf === 'string' ? Prisma.sql`${asOf}::date` : asOf;
	return Prisma.sql`
		with members as materialized (
			select u.id, u.unit_id, u.wave_id, u.responsible_id, w.proves_from, w.year from roll_out_unit u join roll_out_wave w on w.id = u.wave_id
			where u.joined_on <= ${day} and (u.left_on is null or u.left_on > ${day}) and ${of}
		), steps as materialized (
			select s.id, s.wave_id, s.proof from roll_out_step s
			where s.wave_id in (select m.wave_id from members m) and s.added_on <= ${day} and (s.dropped_on is null or s.dropped_on > ${day})
		), proven as (
			select m.id, h.proof, min(greatest(h.since, m.proves_from)) as first_on
			from members m join (${heldSql(proofs, Object.keys(proofs), Prisma.sql`select m.unit_id from members m`, day)}) h on h.unit_id = m.unit_id
			where (h.until is null or h.until > h.since) and (m.proves_from is null
				or (h.until is null or h.until > m.proves_from) and h.since < make_date(m.year + 1, 1, 1))
			group by m.id, h.proof
		), plan as (
			select distinct on (d.step_id) d.step_id, d.due_on, first_value(d.due_on) over (partition by d.step_id order by d.number) as first_due_on
			from roll_out_due d where d.roll_out_unit_id is null and d.set_on <= ${day} and d.step_id in (select s.id from steps s)
			order by d.step_id, d.number desc
		), own as (
			select distinct on (d.roll_out_unit_id, d.step_id) d.roll_out_unit_id, d.step_id, d.due_on from roll_out_due d
			where d.roll_out_unit_id in (select m.id from members m) and d.set_on <= ${day}
			order by d.roll_out_unit_id, d.step_id, d.number desc
		), acted as (
			select distinct on (i.id) i.id, i.roll_out_unit_id, i.step_id, i.responsible_id, a.state, a.done_on,
				case when a.state in ('claimed', 'accepted', 'waiver_asked') then max(a.acted_on) filter (where a.event in ('claim', 'ask_waiver'))
					over (partition by i.id) end as claimed_on,
				case when a.state in ('accepted', 'proven', 'not_applicable') then max(a.acted_on) filter (where a.event in ('record', 'accept', 'prove', 'accept_waiver', 'waive'))
					over (partition by i.id) end as settled_on
			from roll_out_item i left join roll_out_act a on a.item_id = i.id and a.acted_on <= ${day}
			where i.roll_out_unit_id in (select m.id from members m) order by i.id, a.number desc
		)
		select m.id as roll_out_unit_id, m.unit_id, s.id as step_id, m.wave_id, a.id as item_id, s.proof, n.state, a.state::text as recorded,
			coalesce(o.due_on, p.due_on) as due_on, p.due_on as plan_due_on, p.first_due_on,
			case when n.state = 'proven' then least(case when v.first_on <= ${day} then v.first_on end, case when a.state = 'proven' then a.done_on end)
				else a.done_on end as done_on,
			a.claimed_on, a.settled_on, coalesce(a.responsible_id, m.responsible_id) as responsible_id
		from members m join steps s on s.wave_id = m.wave_id
			left join proven v on v.id = m.id and v.proof = s.proof
			left join plan p on p.step_id = s.id
			left join own o on o.roll_out_unit_id = m.id and o.step_id = s.id
			left join acted a on a.roll_out_unit_id = m.id and a.step_id = s.id
			cross join lateral (select case when a.state = 'accepted' then 'accepted' when v.first_on <= ${day} or a.state = 'proven' then 'proven'
				else coalesce(a.state::text, 'open') end as state) n`;
}

/** The same as rows, in the order that the plan had on the day. One statement. No question of rights. */
export function readCells(ctx: Ctx, proofs: Proofs, asOf: Day | Prisma.Sql, of: Prisma.Sql): Promise<Cell[]> {
	return ctx.db.$queryRaw<Cell[]>`
		select c.roll_out_unit_id as "rollOutUnitId", c.unit_id as "unitId", c.step_id as "stepId", c.wave_id as "waveId", c.item_id as "itemId",
			c.state, c.due_on::text as "dueOn", c.plan_due_on::text as "planDueOn", c.first_due_on::text as "firstDueOn",
			c.done_on::text as "doneOn", c.claimed_on::text as "claimedOn", c.settled_on::text as "settledOn", c.responsible_id as "responsibleId"
		from (${cellsSql(proofs, asOf, of)}) c join (${wordedStepsSql(asOf)}) s on s.id = c.step_id
		order by c.roll_out_unit_id, s.position, s.id`;
}
