import { isShortNotice, noticeDays, selfDueOn } from '#lib/domain/audits/inspection-days.ts';
import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireIndependentTeam } from '../cycles/team-conflicts.ts';
import { loadInspection } from './facts.ts';
import { activeLeads } from './people.ts';
import {
	helperPeople,
	moveInspection,
	teamPeople,
	tellInspection,
	unitPeople,
	type InspectionActInput,
	type InspectionResultOfAct
} from './move.ts';

export type NotifyInput = InspectionActInput & {
	/** None: the day that was set. */
	visitOn?: Day | null;
	/** Asked for when the visit is less than seven days ahead. */
	reason?: string | null;
};

/**
 * I1: gives the unit notice of the visit, with the evidence request of the cycle. The first day that was set stays for ever; the
 * self-assessment is due so many days before the visit as the cycle says.
 * @throws Invalid (`visitOn`, `reason: short_notice`), Conflict `team_conflict`, `inspection_no_lead`, `stale`, `illegal_transition`, Forbidden
 */
export function notifyInspection(ctx: Ctx, input: NotifyInput): Promise<InspectionResultOfAct> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.notify', subject);
		const day = today(ctx);
		const visitOn = input.visitOn ?? fromDbDate(inspection.visitOn);
		const reason = tidy(input.reason) || null;
		// In another state the table refuses it, and not what would be wrong with the form.
		if (inspection.state === 'scheduled') {
			if (!visitOn) throw new Conflict('inspection_no_visit_day');
			if (!isDay(visitOn)) throw new Invalid({ visitOn: 'day_invalid' });
			if (visitOn < day) throw new Invalid({ visitOn: 'day_in_past' });
			if (isShortNotice(day, visitOn) && !reason) throw new Invalid({ reason: `short_notice:${noticeDays}` });
			if ((await activeLeads(ctx, inspection)).length === 0) throw new Conflict('inspection_no_lead');
			await requireIndependentTeam(ctx, inspection.unitId, teamPeople(inspection));
		}
		const selfDue = visitOn ? selfDueOn(visitOn, inspection.cycle.selfDays, day) : day;
		const moved = await moveInspection(ctx, inspection, 'notify', subject, {
			expectedRowVersion: input.rowVersion,
			comment: reason,
			data: {
				visitOn: visitOn ? toDbDate(visitOn) : null,
				firstVisitOn: inspection.firstVisitOn ?? (visitOn ? toDbDate(visitOn) : null),
				selfDueOn: toDbDate(selfDue),
				firstSelfDueOn: inspection.firstSelfDueOn ?? toDbDate(selfDue),
				notifiedAt: ctx.clock.now(),
				shortNoticeReason: visitOn && isShortNotice(day, visitOn) ? reason : null
			},
			details: { visitOn, selfDueOn: selfDue }
		});
		const told = [...(await unitPeople(ctx, inspection.unitId)), ...helperPeople(inspection)];
		await tellInspection(ctx, inspection, 'inspection_notified', told, { day: visitOn });
		return moved;
	});
}
