import { record } from '#lib/server/audit-trail/record.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { ClosingSteps, EndingUnit } from '#lib/server/units/finish-closing.ts';
import { endObjectives } from './objectives/close.ts';

/**
 * The end of a unit: what its registers have open ends with it, and everything stays readable. Objectives close as they stand, open measures are
 * dropped, risks close, providers end, trainings that were not fixed are cancelled, needs are dropped, certificates stay with their people.
 */
export const registerClosing: ClosingSteps = { atEntry: async () => {}, fromDay: endRegisters };

async function endRegisters(ctx: Ctx, { unitId, day }: EndingUnit): Promise<Record<string, number>> {
	const reason = m.units_closing_reason({}, { locale: 'vi' });
	const now = ctx.clock.now();
	const objectives = await endObjectives(ctx, unitId, reason);
	await ctx.db.riskMeasure.updateMany({
		where: { doneOn: null, droppedAt: null, risk: { unitId, closedAt: null } },
		data: { droppedAt: now, droppedReason: reason }
	});
	const risks = await ctx.db.risk.findMany({ where: { unitId, closedAt: null }, select: { id: true, number: true } });
	await ctx.db.risk.updateMany({ where: { unitId, closedAt: null }, data: { closedAt: now, closedReason: reason } });
	const providers = await ctx.db.externalProvider.findMany({ where: { unitId, endedOn: null }, select: { id: true, name: true } });
	await ctx.db.externalProvider.updateMany({ where: { unitId, endedOn: null }, data: { endedOn: toDbDate(day), endedReason: reason } });
	const open = { unitId, fixedAt: null, cancelledAt: null };
	const trainings = await ctx.db.training.findMany({ where: open, select: { id: true, topic: true } });
	await ctx.db.training.updateMany({ where: open, data: { cancelledAt: now, cancelledReason: reason } });
	const needs = await ctx.db.trainingNeed.findMany({
		where: { unitId, droppedAt: null, trainingNeed: { none: { fixedAt: { not: null } } } },
		select: { id: true, topic: true }
	});
	await ctx.db.trainingNeed.updateMany({
		where: { id: { in: needs.map(({ id }) => id) } },
		data: { droppedAt: now, droppedReason: reason }
	});
	const common = { unitId, role: 'system', comment: reason };
	for (const { id, number } of risks)
		await record(ctx, { ...common, event: 'risk.close', subjectType: 'risk', subjectId: id, after: { number } });
	for (const { id, name } of providers)
		await record(ctx, { ...common, event: 'external_provider.end', subjectType: 'external_provider', subjectId: id, after: { name } });
	for (const { id, topic } of trainings)
		await record(ctx, { ...common, event: 'training.cancel', subjectType: 'training', subjectId: id, after: { topic } });
	for (const { id, topic } of needs)
		await record(ctx, { ...common, event: 'training_need.drop', subjectType: 'training_need', subjectId: id, after: { topic } });
	await lapse(
		ctx,
		'risk',
		risks.map(({ id }) => id)
	);
	await lapse(
		ctx,
		'external_provider',
		providers.map(({ id }) => id)
	);
	await lapse(
		ctx,
		'training',
		trainings.map(({ id }) => id)
	);
	await lapse(
		ctx,
		'training_need',
		needs.map(({ id }) => id)
	);
	return { objectives, risks: risks.length, providers: providers.length, trainings: trainings.length };
}
