import { may } from '#lib/domain/permissions/decide.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { decisionsNow } from '../decisions.ts';

/** The unit's batches, the newest first, and how many approved versions wait for one: those that lie in a draft have it. */
export async function batchList(ctx: Ctx, unitId: string | null, page: number, pageSize = 50) {
	if (!unitId) throw new Forbidden();
	authorize(ctx, 'batch.read', { unitId });
	const [rows, total, waiting] = await Promise.all([
		ctx.db.issueBatch.findMany({
			where: { unitId },
			orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
			skip: (page - 1) * pageSize,
			take: pageSize,
			select: {
				id: true,
				number: true,
				state: true,
				decisionNumber: true,
				decisionDate: true,
				effectiveOn: true,
				note: true,
				_count: { select: { lines: true } }
			}
		}),
		ctx.db.issueBatch.count({ where: { unitId } }),
		ctx.db.version.count({ where: { unitId, state: 'approved', batchLines: { none: { batch: { state: 'draft' } } } } })
	]);
	const decisions = await decisionsNow(ctx, rows);
	return {
		items: rows.flatMap(({ _count, id, number, state, note }) => {
			const decision = decisions.get(id);
			return decision ? [{ id, number, state, note, ...decision, lines: _count.lines }] : [];
		}),
		total,
		page,
		pageSize,
		waiting,
		today: today(ctx),
		mayManage: may(ctx.actor, 'batch.manage', { unitId })
	};
}
