import { isDay, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { found, personOf, wrote } from './checks.ts';

type StepText = { what: string; responsibleId: string | null; responsibleName: string; dueOn: Day };
type Row = { id: string; rowVersion: number };

/**
 * A further step of the unit's ISO plan of a year, at its end. Recorded in the unit's trail.
 * @throws Forbidden; Invalid days, `name_or_account`, `head_not_member`
 */
export function addStep(ctx: Ctx, input: StepText & { unitId: string; year: number }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, year } = input;
		const role = authorize(ctx, 'quality_system.manage', { unitId });
		const text = await checkText(ctx, unitId, input);
		const last = await ctx.db.isoPlanStep.aggregate({ where: { unitId, year }, _max: { position: true } });
		const { id } = await ctx.db.isoPlanStep.create({
			data: { unitId, year, position: (last._max.position ?? 0) + 1, ...text, createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await record(ctx, {
			event: 'iso_plan.add',
			subjectType: 'iso_plan_step',
			subjectId: id,
			unitId,
			role,
			after: { year, ...forTrail(text) }
		});
		return { id };
	});
}

/** Another text, person or due day. Recorded with before and after. @throws as `addStep`; Conflict `stale`, `step_dropped` */
export function changeStep(ctx: Ctx, input: StepText & Row): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, role } = await take(ctx, input.id);
		const text = await checkText(ctx, row.unitId, input);
		await write(ctx, input, text);
		await record(ctx, {
			event: 'iso_plan.change',
			subjectType: 'iso_plan_step',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			before: forTrail(row),
			after: forTrail(text)
		});
	});
}

/** Ticks a step as done on a day with its result; without a day takes the tick back. Recorded. @throws Forbidden; Invalid; Conflict `stale`, `step_dropped` */
export function tickStep(ctx: Ctx, input: Row & { doneOn: Day | null; result: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, role } = await take(ctx, input.id);
		if (input.doneOn !== null && !isDay(input.doneOn)) throw new Invalid({ doneOn: 'day_invalid' });
		if (input.doneOn !== null && input.doneOn > today(ctx)) throw new Invalid({ doneOn: 'done_in_future' });
		await write(ctx, input, { doneOn: input.doneOn === null ? null : toDbDate(input.doneOn), result: input.result });
		await record(ctx, {
			event: input.doneOn === null ? 'iso_plan.untick' : 'iso_plan.tick',
			subjectType: 'iso_plan_step',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			before: { what: row.what, doneOn: fromDbDate(row.doneOn), result: row.result },
			after: { what: row.what, doneOn: input.doneOn, result: input.result }
		});
	});
}

/** Gives a step up, with the reason; its row stays. Recorded. @throws Forbidden; Conflict `stale`, `step_dropped`, `step_done` */
export function dropStep(ctx: Ctx, input: Row & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, role } = await take(ctx, input.id);
		if (row.doneOn !== null) throw new Conflict('step_done');
		await write(ctx, input, { droppedReason: input.reason });
		await record(ctx, {
			event: 'iso_plan.drop',
			subjectType: 'iso_plan_step',
			subjectId: row.id,
			unitId: row.unitId,
			role,
			before: forTrail(row),
			after: null,
			comment: input.reason
		});
	});
}

async function take(ctx: Ctx, id: string) {
	const row = found(await ctx.db.isoPlanStep.findUnique({ where: { id } }));
	const role = authorize(ctx, 'quality_system.manage', { unitId: row.unitId }, { readable: false });
	if (row.droppedReason !== null) throw new Conflict('step_dropped');
	return { row, role };
}

type Stored = { what: string; responsibleId: string | null; responsibleName: string; dueOn: Date };

async function write(
	ctx: Ctx,
	{ id, rowVersion }: Row,
	data: Partial<Stored & { doneOn: Date | null; result: string; droppedReason: string }>
): Promise<void> {
	wrote(await ctx.db.isoPlanStep.updateMany({ where: { id, rowVersion }, data: { ...data, rowVersion: { increment: 1 } } }));
}

async function checkText(ctx: Ctx, unitId: string, input: StepText): Promise<Stored> {
	if (!isDay(input.dueOn)) throw new Invalid({ dueOn: 'day_invalid' });
	const asked = { userId: input.responsibleId, fullName: input.responsibleName };
	const person = await personOf(ctx, unitId, asked, today(ctx), { user: 'responsibleId', name: 'responsibleName' });
	return { what: input.what, responsibleId: person.userId, responsibleName: person.fullName, dueOn: toDbDate(input.dueOn) };
}

function forTrail({ what, responsibleId, responsibleName, dueOn }: Stored) {
	return { what, responsible: responsibleId ?? responsibleName, dueOn: fromDbDate(dueOn) };
}
