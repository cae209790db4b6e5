import type { ResultsInput, TrainingInput } from '#lib/domain/reviews/training/forms.ts';
import { tookPart } from '#lib/domain/reviews/training/states.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { requireStaff } from '../staff.ts';
import { loadTraining, takeTraining, writeTraining, type Training } from './load.ts';

/** Enters a training, held or to be held, with who takes part. Recorded as `training.create`; who is named to one to come is told. @throws Forbidden, Invalid; Conflict `unit_closed` */
export function createTraining(ctx: Ctx, input: TrainingInput & { unitId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'training.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		const columns = await checked(ctx, unitId, input);
		await requireStaff(ctx, unitId, input.people, 'people');
		const { id } = await ctx.db.training.create({
			data: { unitId, ...columns, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await ctx.db.trainingParticipant.createMany({ data: [...new Set(input.people)].map((userId) => ({ trainingId: id, userId })) });
		await record(ctx, {
			event: 'training.create',
			subjectType: 'training',
			subjectId: id,
			unitId,
			role,
			after: { ...shown(columns), people: [...new Set(input.people)] }
		});
		await call(ctx, { id, unitId, topic: columns.topic, heldOn: columns.heldOn }, input.people);
		return { id };
	});
}

/** Puts a training right, and who takes part in it, until that is fixed. Recorded with before and after. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `training_fixed` */
export function editTraining(ctx: Ctx, input: TrainingInput & { trainingId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { training, subject } = await takeTraining(ctx, input.trainingId, input.rowVersion);
		const role = authorize(ctx, 'training.manage', subject);
		const columns = await checked(ctx, training.unitId, input);
		const there = await ctx.db.trainingParticipant.findMany({ where: { trainingId: training.id }, select: { userId: true } });
		const people = [...new Set(input.people)];
		const added = people.filter((userId) => !there.some((one) => one.userId === userId));
		const gone = there.filter(({ userId }) => !people.includes(userId)).map(({ userId }) => userId);
		await requireStaff(ctx, training.unitId, added, 'people');
		await writeTraining(ctx, training, columns);
		await ctx.db.trainingParticipant.deleteMany({ where: { trainingId: training.id, userId: { in: gone } } });
		await ctx.db.trainingParticipant.createMany({ data: added.map((userId) => ({ trainingId: training.id, userId })) });
		await record(ctx, {
			event: 'training.edit',
			subjectType: 'training',
			subjectId: training.id,
			unitId: training.unitId,
			role,
			before: shown(training),
			after: { ...shown(columns), added, removed: gone }
		});
		await lapse(ctx, 'training', [training.id], ['training_called'], { userIds: gone });
		await call(ctx, { id: training.id, unitId: training.unitId, topic: columns.topic, heldOn: columns.heldOn }, added);
	});
}

/**
 * Says with what result each took part; with `fix` it is fixed and stays. Recorded as `training.results` or `training.fix`.
 * @throws NotFound, Forbidden; Conflict `stale`, `training_fixed`, `training_to_come`, `training_nobody`, `training_open_results`
 */
export function enterResults(ctx: Ctx, input: ResultsInput & { trainingId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { training, subject } = await takeTraining(ctx, input.trainingId, input.rowVersion);
		const role = authorize(ctx, 'training.manage', subject);
		const rows = await ctx.db.trainingParticipant.findMany({ where: { trainingId: training.id } });
		for (const { id, userId } of rows) {
			const given = input.people.get(userId);
			if (given) await ctx.db.trainingParticipant.update({ where: { id }, data: { result: given.result, note: tidy(given.note) } });
		}
		const after = rows.map(({ userId, result }) => input.people.get(userId)?.result ?? result);
		const took = after.filter((result) => tookPart.includes(result)).length;
		if (input.fix) {
			if ((fromDbDate(training.endedOn) ?? fromDbDate(training.heldOn)) > today(ctx)) throw new Conflict('training_to_come');
			if (rows.length === 0) throw new Conflict('training_nobody');
			if (after.includes('expected')) throw new Conflict('training_open_results');
			await writeTraining(ctx, training, { fixedAt: ctx.clock.now(), fixedById: requireUser(ctx) });
			await lapse(ctx, 'training', [training.id]);
			if (training.needId) await lapse(ctx, 'training_need', [training.needId]);
		} else await writeTraining(ctx, training, {});
		await record(ctx, {
			event: input.fix ? 'training.fix' : 'training.results',
			subjectType: 'training',
			subjectId: training.id,
			unitId: training.unitId,
			role,
			after: { topic: training.topic, people: rows.length, tookPart: took }
		});
	});
}

/** Cancels a training that was not held, with the reason. Recorded as `training.cancel`. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `training_fixed` */
export function cancelTraining(ctx: Ctx, input: { trainingId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { training, subject } = await takeTraining(ctx, input.trainingId, input.rowVersion);
		const role = authorize(ctx, 'training.manage', subject);
		const cancelledReason = requireReason(input.reason, 'reason');
		await writeTraining(ctx, training, { cancelledAt: ctx.clock.now(), cancelledReason });
		await recordOf(ctx, 'training.cancel', training, role, cancelledReason);
		await lapse(ctx, 'training', [training.id]);
	});
}

/** Says, once, whether a training that was held helped (§7.2 c). Recorded as `training.effect`. @throws NotFound, Forbidden; Conflict `stale`, `training_not_fixed`, `training_fixed` (said already) */
export function sayEffect(ctx: Ctx, input: { trainingId: string; effect: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { training, subject } = await loadTraining(ctx, input.trainingId);
		const role = authorize(ctx, 'training.manage', subject);
		if (!training.fixedAt) throw new Conflict('training_not_fixed');
		if (training.effect !== null) throw new Conflict('training_fixed');
		if (training.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: training.rowVersion });
		const effect = tidy(input.effect);
		await writeTraining(ctx, training, { effect, effectOn: toDbDate(today(ctx)), effectById: requireUser(ctx) });
		await recordOf(ctx, 'training.effect', training, role, effect);
	});
}

function recordOf(
	ctx: Ctx,
	event: 'training.cancel' | 'training.effect',
	training: Training,
	role: string,
	comment: string
): Promise<void> {
	const { id, unitId, topic } = training;
	return record(ctx, { event, subjectType: 'training', subjectId: id, unitId, role, after: { topic }, comment });
}

async function checked(ctx: Ctx, unitId: string, input: TrainingInput) {
	if (input.endedOn !== null && input.endedOn < input.heldOn) throw new Invalid({ endedOn: 'day_order' });
	if (input.needId !== null) {
		const need = await ctx.db.trainingNeed.findFirst({ where: { id: input.needId, unitId, droppedAt: null }, select: { id: true } });
		if (!need) throw new Invalid({ needId: 'invalid' });
	}
	return {
		...{
			topic: tidy(input.topic),
			trainer: tidy(input.trainer),
			place: tidy(input.place),
			content: tidy(input.content),
			needId: input.needId
		},
		...{ heldOn: toDbDate(input.heldOn), endedOn: input.endedOn === null ? null : toDbDate(input.endedOn), hours: input.hours }
	};
}

function shown(columns: { topic: string; heldOn: Date; hours: unknown; trainer: string }) {
	return { topic: columns.topic, heldOn: fromDbDate(columns.heldOn), hours: Number(columns.hours), trainer: columns.trainer };
}

/** Who is named to a training of a day to come. */
async function call(
	ctx: Ctx,
	training: { id: string; unitId: string; topic: string; heldOn: Date },
	people: readonly string[]
): Promise<void> {
	const day = fromDbDate(training.heldOn);
	if (day < today(ctx)) return;
	const { id, unitId, topic } = training;
	const params = { unit: await unitNameOn(ctx, unitId, today(ctx)), title: topic, day: formatDay(day) };
	await notify(ctx, { to: people, kind: 'training_called', subjectType: 'training', subjectId: id, unitId, params });
}
