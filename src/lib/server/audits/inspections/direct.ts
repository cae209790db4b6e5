import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { loadInspection, type LoadedInspection } from './facts.ts';
import {
	helperPeople,
	moveInspection,
	teamPeople,
	tellInspection,
	unitPeople,
	type InspectionActInput,
	type InspectionResultOfAct
} from './move.ts';

/**
 * I10: back to scheduled, with another day or none yet; the first day stays, what the unit answered stays, and it is notified anew.
 * @throws Invalid (reason, `visitOn`), Conflict, Forbidden
 */
export function postponeInspection(
	ctx: Ctx,
	input: InspectionActInput & { reason: string; visitOn?: Day | null }
): Promise<InspectionResultOfAct> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.direct', subject);
		const reason = requireReason(input.reason, 'reason');
		const visitOn = input.visitOn ?? null;
		if (visitOn !== null && !isDay(visitOn)) throw new Invalid({ visitOn: 'day_invalid' });
		if (visitOn !== null && visitOn < today(ctx)) throw new Invalid({ visitOn: 'day_in_past' });
		const moved = await moveInspection(ctx, inspection, 'postpone', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: {
				stateReason: reason,
				visitOn: visitOn === null ? null : toDbDate(visitOn),
				...(visitOn !== null && inspection.firstVisitOn === null ? { firstVisitOn: toDbDate(visitOn) } : {}),
				selfDueOn: null,
				notifiedAt: null,
				handedInAt: null,
				handedInById: null
			},
			details: { from: fromDbDate(inspection.visitOn), to: visitOn }
		});
		await tellBoth(ctx, inspection, 'inspection_postponed', reason, visitOn);
		return moved;
	});
}

/** I10: it does not take place; nothing that was written goes. @throws Invalid (reason), Conflict, Forbidden */
export function cancelInspection(ctx: Ctx, input: InspectionActInput & { reason: string }): Promise<InspectionResultOfAct> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.direct', subject);
		const reason = requireReason(input.reason, 'reason');
		const moved = await moveInspection(ctx, inspection, 'cancel', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { stateReason: reason, closedAt: ctx.clock.now() }
		});
		await tellBoth(ctx, inspection, 'inspection_cancelled', reason, null);
		return moved;
	});
}

async function tellBoth(
	ctx: Ctx,
	inspection: LoadedInspection,
	kind: 'inspection_postponed' | 'inspection_cancelled',
	reason: string,
	day: Day | null
): Promise<void> {
	const people = [...(await unitPeople(ctx, inspection.unitId)), ...helperPeople(inspection), ...teamPeople(inspection)];
	await tellInspection(ctx, inspection, kind, people, { reason, day });
}
