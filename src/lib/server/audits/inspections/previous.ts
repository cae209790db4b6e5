import { percentOf } from '#lib/domain/audits/inspection-points.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { LoadedInspection } from './facts.ts';

/**
 * The unit's last closed inspection before this one, with its score and what is still open of what it recommended or found. Null: there was none. For
 * who may see inspections of the unit whole.
 */
export async function previousOf(ctx: Ctx, inspection: Pick<LoadedInspection, 'id' | 'unitId' | 'closedAt'>) {
	const last = await ctx.db.inspection.findFirst({
		where: {
			unitId: inspection.unitId,
			state: 'closed',
			id: { not: inspection.id },
			...(inspection.closedAt ? { closedAt: { lt: inspection.closedAt } } : {})
		},
		orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
		select: { id: true, points: true, maxPoints: true, closedAt: true, cycle: { select: { number: true, title: true } } }
	});
	if (!last) return null;
	const open = await ctx.db.finding.findMany({
		where: { inspectionId: last.id, state: { in: ['fixed', 'answered'] }, grade: { not: 'observation' } },
		orderBy: [{ dueOn: 'asc' }, { number: 'asc' }],
		select: {
			id: true,
			grade: true,
			clause: true,
			statement: true,
			dueOn: true,
			correctiveActionFinding: { orderBy: { raisedAt: 'desc' }, take: 1, select: { id: true, number: true, state: true, dueOn: true } }
		}
	});
	return {
		id: last.id,
		number: last.cycle.number,
		title: last.cycle.title,
		closedAt: last.closedAt,
		points: last.points,
		maxPoints: last.maxPoints,
		percent: last.points === null || last.maxPoints === null ? null : percentOf(last.points, last.maxPoints),
		open: open.map(({ dueOn, correctiveActionFinding: [action], ...finding }) => ({
			...finding,
			dueOn: fromDbDate(action?.dueOn ?? dueOn),
			action: action ? { id: action.id, number: action.number, state: action.state } : null
		}))
	};
}
