import { daysBetween, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { cellsSql } from './cells.ts';
import { lockWave } from './facts.ts';
import { peopleByUnit } from './people.ts';
import type { Proofs } from './proofs.ts';

/** The rung of a reminder that a person sent; the others are told by days (`remind.ts`). */
export const askedRung = 'asked';

type LateUnit = {
	readonly rollOutUnitId: string;
	readonly unitId: string;
	readonly code: string;
	readonly stepId: string;
	readonly titleVi: string;
	readonly titleEn: string;
	readonly dueOn: Day;
	readonly steps: number;
	readonly responsibleId: string | null;
	readonly asked: boolean;
};

export type RemindedLate = {
	/** Units whose people were told, and how many people that were. */
	readonly units: number;
	readonly people: number;
	/** Codes of late units in which nobody could be told. */
	readonly nobody: readonly string[];
	/** Late units that had been reminded today already. */
	readonly already: number;
};

/**
 * A coordinator reminds the units of an open wave that are late today: officers, heads and who answers for it hear of the step that holds their
 * unit up and how many are late. A unit is reminded once a day. Recorded as `roll_out_wave.remind_late` with the units that were told and those
 * in which nobody could be.
 * @throws NotFound; Forbidden; Conflict `wave_not_open`, `nobody_late` (nobody is, or all were reminded today)
 */
export function remindLate(ctx: Ctx, proofs: Proofs, input: { waveId: string }): Promise<RemindedLate> {
	return transaction(ctx, async (ctx) => {
		const wave = await lockWave(ctx, input.waveId);
		const role = authorize(ctx, 'roll_out.manage');
		if (wave.state !== 'open') throw new Conflict('wave_not_open');
		const late = await lateUnits(ctx, proofs, wave.id);
		const due = late.filter(({ asked }) => !asked);
		const hearers = await hearersOf(ctx, due);
		const reached = due.filter(({ rollOutUnitId }) => hearers.has(rollOutUnitId));
		if (reached.length === 0) throw new Conflict('nobody_late');
		await ctx.db.rollOutReminder.createMany({
			data: reached.map(({ rollOutUnitId, stepId, dueOn }) => ({
				...{ rollOutUnitId, stepId, rung: askedRung },
				dueOn: toDbDate(dueOn),
				toldOn: toDbDate(today(ctx)),
				at: ctx.clock.now()
			}))
		});
		await ctx.db.rollOutItem.createMany({
			data: reached.map(({ rollOutUnitId, stepId }) => ({ rollOutUnitId, stepId })),
			skipDuplicates: true
		});
		for (const unit of reached) await tell(ctx, unit, hearers.get(unit.rollOutUnitId) ?? []);
		const nobody = due.filter(({ rollOutUnitId }) => !hearers.has(rollOutUnitId)).map(({ code }) => code);
		const people = new Set(reached.flatMap(({ rollOutUnitId }) => hearers.get(rollOutUnitId) ?? [])).size;
		await record(ctx, {
			event: 'roll_out_wave.remind_late',
			subjectType: 'roll_out_wave',
			subjectId: wave.id,
			unitId: null,
			role,
			after: { title: wave.title, units: reached.length, people, reminded: reached.map(({ code }) => code), nobodyThere: nobody }
		});
		return { units: reached.length, people, nobody, already: late.length - due.length };
	});
}

/** Late units of a wave by the step that is due first among those that are late, the longest late ahead. */
function lateUnits(ctx: Ctx, proofs: Proofs, waveId: string): Promise<LateUnit[]> {
	const day = today(ctx);
	return ctx.db.$queryRaw<LateUnit[]>`
		select c.roll_out_unit_id as "rollOutUnitId", c.unit_id as "unitId", n.code, c.step_id as "stepId", c.title_vi as "titleVi",
			c.title_en as "titleEn", c.due_on::text as "dueOn", c.steps, c.responsible_id as "responsibleId",
			exists (select 1 from roll_out_reminder t where t.roll_out_unit_id = c.roll_out_unit_id and t.rung = ${askedRung}
				and t.told_on = ${day}::date) as asked
		from (
				select o.*, p.title_vi, p.title_en, row_number() over (partition by o.roll_out_unit_id order by o.due_on, p.position) as place,
					count(*) over (partition by o.roll_out_unit_id)::int as steps
				from (${cellsSql(proofs, day, Prisma.sql`w.id = ${waveId}::uuid`)}) o join roll_out_step p on p.id = o.step_id
				where o.state = 'open' and o.due_on < ${day}::date
			) c
			join unit_version n on n.unit_id = c.unit_id and n.valid_from <= ${day}::date and (n.valid_to is null or n.valid_to > ${day}::date)
		where c.place = 1 order by c.due_on, n.code`;
}

/** By place in the wave, of units in which somebody can be told. Two statements. */
async function hearersOf(ctx: Ctx, units: readonly LateUnit[]): Promise<Map<string, string[]>> {
	const unitIds = units.map(({ unitId }) => unitId);
	const people = await peopleByUnit(ctx, unitIds, ['officer', 'head']);
	const named = units.flatMap(({ responsibleId }) => responsibleId ?? []);
	const day = toDbDate(today(ctx));
	const working = await ctx.db.membership.findMany({
		where: {
			...{ unitId: { in: unitIds }, userId: { in: named }, validFrom: { lte: day }, user: { status: 'active' } },
			OR: [{ validTo: null }, { validTo: { gt: day } }]
		},
		select: { unitId: true, userId: true }
	});
	const there = new Set(working.map(({ unitId, userId }) => `${unitId} ${userId}`));
	return new Map(
		units.flatMap(({ rollOutUnitId, unitId, responsibleId }): [string, string[]][] => {
			const answers = responsibleId !== null && there.has(`${unitId} ${responsibleId}`) ? [responsibleId] : [];
			const all = [...new Set([...(people.get(unitId) ?? []), ...answers])];
			return all.length === 0 ? [] : [[rollOutUnitId, all]];
		})
	);
}

async function tell(ctx: Ctx, unit: LateUnit, to: readonly string[]): Promise<void> {
	const item = await ctx.db.rollOutItem.findUniqueOrThrow({
		where: { rollOutUnitId_stepId: { rollOutUnitId: unit.rollOutUnitId, stepId: unit.stepId } },
		select: { id: true }
	});
	await notify(ctx, {
		to,
		kind: 'roll_out_asked',
		subjectType: 'roll_out_item',
		subjectId: item.id,
		unitId: unit.unitId,
		params: {
			title: { vi: unit.titleVi, en: unit.titleEn || unit.titleVi },
			day: unit.dueOn,
			count: daysBetween(unit.dueOn, today(ctx)),
			numbers: unit.steps,
			who: ctx.actor.kind === 'user' ? ctx.actor.fullName : ''
		}
	});
}
