import { systemActor } from '#lib/domain/permissions/actor.ts';
import { formatDay } from '#lib/format.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { proposeBySystem } from '../change-requests/propose.ts';
import { unitOn } from '../unit-facts.ts';
import { externalTasks } from './tasks.ts';
import { officersByUnit } from './told.ts';

/** The key of a change request that a repeal opens for a document; `externalTasks` finds it by this. */
export const repealKey = (repealId: string, documentId: string) => `${repealId}:${documentId}`;

/**
 * Opens the change requests of one unit for a repeal, one per document that cites what is repealed, and tells its officers. A job of its own
 * per unit, because a law of the province may be cited by thousands of documents. Nothing happens twice, and nothing for a repeal that was
 * taken back meanwhile.
 */
export async function askAmendments(ctx: Ctx, { repealId, unitId }: { repealId: string; unitId: string }): Promise<void> {
	await transaction({ ...ctx, actor: systemActor }, async (ctx) => {
		const repeal = await ctx.db.externalRepeal.findFirst({
			where: { id: repealId, takenBackAt: null },
			select: {
				byAct: true,
				externalId: true,
				external: { select: { number: true, title: true } },
				replacedBy: { select: { number: true } }
			}
		});
		if (!repeal || !(await unitOn(ctx, unitId, today(ctx)))) return;
		const tasks = await externalTasks(ctx, { externalId: repeal.externalId, unitIds: [unitId] }, false);
		const [first] = tasks;
		if (!first) return;
		const { number, title } = repeal.external;
		const by = repeal.replacedBy ? `${repeal.byAct} (thay bằng ${repeal.replacedBy.number})` : repeal.byAct;
		for (const documentId of new Set(tasks.map((task) => task.documentId)))
			await proposeBySystem(ctx, {
				source: 'law',
				key: repealKey(repealId, documentId),
				unitId,
				documentId,
				what: `Sửa nội dung viện dẫn ${number} ${title}.`.slice(0, 2000),
				why: `${number} hết hiệu lực từ ${formatDay(first.endsOn)} theo ${by}. Sửa xong chậm nhất ngày ${formatDay(first.dueOn)}.`
			});
		await notify(ctx, {
			to: (await officersByUnit(ctx, [unitId])).get(unitId) ?? [],
			kind: 'external_repealed',
			subjectType: 'external_document',
			subjectId: repeal.externalId,
			unitId,
			params: {
				number,
				title,
				reason: repeal.replacedBy ? `${repeal.byAct} (${repeal.replacedBy.number})` : repeal.byAct,
				count: new Set(tasks.map((task) => task.documentId)).size,
				day: formatDay(first.dueOn),
				what: [...new Set(tasks.map((task) => task.code))].slice(0, 5).join(', ')
			}
		});
	});
}
