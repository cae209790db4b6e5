import { fromDbDate } from '#lib/domain/shared/day.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadInspection } from './facts.ts';
import { moveInspection, tellInspection, type InspectionActInput, type InspectionResultOfAct } from './move.ts';

/**
 * I4: the lead begins the visit, on its day or earlier with a reason. That the unit had not handed in stays recorded.
 * @throws Invalid `visit_early`, Conflict `stale`, `illegal_transition`, Forbidden
 */
export function startVisit(ctx: Ctx, input: InspectionActInput & { reason?: string | null }): Promise<InspectionResultOfAct> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.lead', subject);
		const reason = tidy(input.reason) || null;
		const notHandedIn = inspection.state === 'notified';
		const visitOn = fromDbDate(inspection.visitOn);
		const early = visitOn !== null && today(ctx) < visitOn;
		if ((notHandedIn || inspection.state === 'handed_in') && early && !reason) throw new Invalid({ reason: 'visit_early' });
		const moved = await moveInspection(ctx, inspection, 'start', subject, {
			expectedRowVersion: input.rowVersion,
			comment: reason,
			data: { startedAt: ctx.clock.now(), earlyStartReason: early ? reason : null, notHandedIn },
			details: { notHandedIn }
		});
		await tellInspection(ctx, inspection, 'inspection_started', await headsOf(ctx, inspection.unitId));
		return moved;
	});
}
