import { daysBetween, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { coordinatorsOf } from '#lib/server/corrective-actions/coordinators.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { cellsSql } from './cells.ts';
import { isMemberOf, peopleByUnit } from './people.ts';
import type { Proofs } from './proofs.ts';

/** `soon` before the day, `late` after it to the unit, `coordinator` later to the province. */
export const rungs = ['soon', 'late', 'coordinator'] as const;
type Rung = (typeof rungs)[number];

type Reached = {
	readonly rollOutUnitId: string;
	readonly unitId: string;
	readonly unit: string;
	readonly stepId: string;
	readonly titleVi: string;
	readonly titleEn: string;
	readonly wave: string;
	readonly dueOn: Day;
	readonly rung: string;
	readonly responsibleId: string | null;
};

const kinds: Record<Rung, NoticeKind> = { soon: 'roll_out_soon', late: 'roll_out_late', coordinator: 'roll_out_late_province' };

/**
 * Once a day: who hears of a step that comes due or is late, by the days of its wave, each rung once per due day. What is claimed waits for the
 * coordinator and is nobody's to be reminded of. The coordinator hears of the step that holds a unit up, not of those that wait for it. Only a word: what is late is computed by the pages.
 * @returns how many rungs were told
 */
export async function remindOfSteps(ctx: Ctx, proofs: Proofs): Promise<number> {
	let told = 0;
	for (const step of await rungsReached(ctx, proofs)) if (await transaction(ctx, (ctx) => tell(ctx, step))) told += 1;
	return told;
}

function rungsReached(ctx: Ctx, proofs: Proofs): Promise<Reached[]> {
	const day = today(ctx);
	return ctx.db.$queryRaw<Reached[]>`
		select c.roll_out_unit_id as "rollOutUnitId", c.unit_id as "unitId", n.name as unit, c.step_id as "stepId", s.title_vi as "titleVi",
			s.title_en as "titleEn", w.title as wave, c.due_on::text as "dueOn", r.rung, c.responsible_id as "responsibleId"
		from (
				select o.*, row_number() over (partition by o.roll_out_unit_id order by o.due_on, p.position) as place
				from (${cellsSql(proofs, day, Prisma.sql`w.state = 'open'`)}) o join roll_out_step p on p.id = o.step_id where o.state = 'open'
			) c
			join roll_out_step s on s.id = c.step_id join roll_out_wave w on w.id = c.wave_id
			join unit_version n on n.unit_id = c.unit_id and n.valid_from <= ${day}::date and (n.valid_to is null or n.valid_to > ${day}::date)
			cross join lateral (values
				('soon', ${day}::date between c.due_on - w.soon_days and c.due_on),
				('late', ${day}::date >= c.due_on + greatest(w.late_days, 1)),
				('coordinator', ${day}::date >= c.due_on + greatest(w.coordinator_days, 1) and c.place = 1)
			) r (rung, reached)
		where r.reached and not exists (select 1 from roll_out_reminder t where t.roll_out_unit_id = c.roll_out_unit_id
			and t.step_id = c.step_id and t.rung = r.rung and t.due_on = c.due_on)
		order by c.due_on, n.name, s.position, r.rung desc`;
}

async function tell(ctx: Ctx, step: Reached): Promise<boolean> {
	const rung = rungs.find((one) => one === step.rung);
	if (!rung) return false;
	const day = today(ctx);
	// Two runs at once tell it once.
	const first = await ctx.db.rollOutReminder.createMany({
		data: [
			{
				rollOutUnitId: step.rollOutUnitId,
				stepId: step.stepId,
				rung,
				dueOn: toDbDate(step.dueOn),
				toldOn: toDbDate(day),
				at: ctx.clock.now()
			}
		],
		skipDuplicates: true
	});
	if (first.count !== 1) return false;
	const key = { rollOutUnitId: step.rollOutUnitId, stepId: step.stepId };
	await ctx.db.rollOutItem.createMany({ data: [key], skipDuplicates: true });
	const item = await ctx.db.rollOutItem.findUniqueOrThrow({ where: { rollOutUnitId_stepId: key }, select: { id: true } });
	await notify(ctx, {
		to: await hearers(ctx, step, rung),
		kind: kinds[rung],
		subjectType: 'roll_out_item',
		subjectId: item.id,
		unitId: step.unitId,
		params: {
			title: { vi: step.titleVi, en: step.titleEn || step.titleVi },
			unit: step.unit,
			day: step.dueOn,
			count: daysBetween(step.dueOn, day)
		}
	});
	return true;
}

async function hearers(ctx: Ctx, step: Reached, rung: Rung): Promise<string[]> {
	if (rung === 'coordinator') return coordinatorsOf(ctx);
	const people = (await peopleByUnit(ctx, [step.unitId], rung === 'soon' ? ['officer'] : ['officer', 'head'])).get(step.unitId) ?? [];
	const named = step.responsibleId;
	return named !== null && (await isMemberOf(ctx, step.unitId, named)) ? [...people, named] : people;
}
