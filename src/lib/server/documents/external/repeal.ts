import type { z } from 'zod';
import type { repealForm } from '#lib/domain/documents/external-forms.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { enqueueMany } from '#lib/server/jobs/queue.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireReason, requireUser, tidy } from '../input.ts';
import { authorizeKeeper, loadExternal, type LoadedExternal } from './facts.ts';
import { externalTasks } from './tasks.ts';
import { officersByUnit } from './told.ts';

/**
 * Notes that an external document is repealed or replaced from a day on, past or to come, by whoever keeps its list. What cites it is due
 * to be amended from that moment, in every unit: listed at once; its change requests and the word to the officers follow by one job per unit. Recorded as `external.repeal` with how much it reaches.
 * @throws NotFound, Forbidden, Conflict `external_repealed` (it is already), Invalid `effectiveOn`, `replacedById`
 */
export function repealExternal(
	ctx: Ctx,
	externalId: string,
	input: z.output<typeof repealForm>
): Promise<{ tasks: number; units: number }> {
	return transaction(ctx, async (ctx) => {
		const external = await loadExternal(ctx, externalId);
		const role = authorizeKeeper(ctx, external);
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`repeal:${externalId}`}, 0))`;
		const open = await ctx.db.externalRepeal.count({ where: { externalId, takenBackAt: null } });
		if (open > 0) throw new Conflict('external_repealed');
		const byAct = tidy(input.byAct);
		if (byAct === '') throw new Invalid({ byAct: 'required' });
		const from = fromDbDate(external.inForceFrom);
		if (from !== null && input.effectiveOn < from) throw new Invalid({ effectiveOn: 'external_before_force' });
		const replacement = await replacementOf(ctx, external, input.replacedById);
		const repeal = await ctx.db.externalRepeal.create({
			data: {
				externalId,
				effectiveOn: toDbDate(input.effectiveOn),
				byAct,
				replacedById: replacement?.id ?? null,
				remark: tidy(input.remark),
				recordedById: requireUser(ctx),
				recordedAt: ctx.clock.now()
			},
			select: { id: true }
		});
		const tasks = await externalTasks(ctx, { externalId }, false);
		const units = new Set(tasks.map((task) => task.unitId));
		await record(ctx, {
			event: 'external.repeal',
			subjectType: 'external_document',
			subjectId: externalId,
			unitId: external.unitId,
			role,
			after: { from: input.effectiveOn, byAct, replacedBy: replacement?.number ?? null, documents: tasks.length, units: units.size },
			comment: tidy(input.remark) || null
		});
		await enqueueMany(
			ctx,
			'documents.ask-amendments',
			[...units].map((unitId) => ({ data: { repealId: repeal.id, unitId }, key: `${repeal.id}:${unitId}` }))
		);
		return { tasks: tasks.length, units: units.size };
	});
}

/**
 * Takes a repeal back that was noted by mistake. What was due by it is not any more. Recorded as `external.take_back`.
 * @throws NotFound, Forbidden, Conflict `stale` when there is no such repeal any more, Invalid `reason`
 */
export function takeBackRepeal(ctx: Ctx, externalId: string, input: { repealId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const external = await loadExternal(ctx, externalId);
		const role = authorizeKeeper(ctx, external);
		const reason = requireReason(input.reason, 'reason');
		const repeal = external.repeals.find(({ id }) => id === input.repealId);
		if (!repeal) throw new Conflict('stale');
		const tasks = await externalTasks(ctx, { externalId }, false);
		const { count } = await ctx.db.externalRepeal.updateMany({
			where: { id: repeal.id, takenBackAt: null },
			data: { takenBackAt: ctx.clock.now(), takenBackById: requireUser(ctx), takeBackWhy: reason }
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'external.take_back',
			subjectType: 'external_document',
			subjectId: externalId,
			unitId: external.unitId,
			role,
			before: { from: fromDbDate(repeal.effectiveOn), byAct: repeal.byAct },
			comment: reason
		});
		await lapse(ctx, 'external_document', [externalId], ['external_repealed']);
		for (const [unitId, officers] of await officersByUnit(
			ctx,
			tasks.map((task) => task.unitId)
		))
			await notify(ctx, {
				to: officers,
				kind: 'external_taken_back',
				subjectType: 'external_document',
				subjectId: externalId,
				unitId,
				params: { number: external.number, reason }
			});
	});
}

async function replacementOf(ctx: Ctx, external: LoadedExternal, id: string | null): Promise<{ id: string; number: string } | null> {
	if (!id) return null;
	if (id === external.id) throw new Invalid({ replacedById: 'external_replaces_itself' });
	const found = await ctx.db.externalDocument.findFirst({
		// What replaces a line of the province must be there for every unit.
		where: { id, OR: [{ unitId: null }, ...(external.unitId ? [{ unitId: external.unitId }] : [])] },
		select: { id: true, number: true }
	});
	if (!found) throw new Invalid({ replacedById: 'external_unknown' });
	return found;
}
