import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { chosenTarget } from '#lib/server/units/event-choices.ts';
import type { ClosingSteps, EndingUnit } from '#lib/server/units/finish-closing.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { addAct } from './action-facts.ts';
import { lapseExtensions } from './extensions.ts';
import { endFaultReports } from './fault-reports.ts';
import { actionMachine } from './machines.ts';
import { shortStatement } from './raise.ts';

/**
 * The end of a unit (states.md §11): its open corrective actions go to the successor, with number, first date and history. Where there are
 * several, each goes where the event says, else where its owner works now, else to the one that the event names first. Without a successor
 * nobody could go on with them: they close as ended with the unit, which is neither done nor in error, and stay in the province's list. Reports of faults that nobody has decided on are declined.
 */
export const actionClosing: ClosingSteps = {
	atEntry: async () => {},
	fromDay: async (ctx, ending) => {
		const faultReports = await endFaultReports(ctx, ending.unitId, m.units_closing_reason({}, { locale: 'vi' }));
		return { ...(await passActions(ctx, ending)), faultReports };
	}
};

async function passActions(ctx: Ctx, ending: EndingUnit): Promise<Record<string, number>> {
	const [first] = ending.heirIds;
	if (first === undefined) return endActions(ctx, ending.unitId);
	const open = await ctx.db.correctiveAction.findMany({
		where: { unitId: ending.unitId, state: { not: 'closed' } },
		orderBy: { number: 'asc' },
		select: { id: true, number: true, statement: true, ownerId: true, rowVersion: true }
	});
	for (const action of open) {
		const heir =
			(await chosenTarget(ctx, ending.eventId, 'corrective_action', action.id)) ??
			(await heirOfOwner(ctx, ending, action.ownerId)) ??
			first;
		await ctx.db.correctiveAction.update({
			where: { id: action.id },
			data: { unitId: heir, areaId: null, rowVersion: action.rowVersion + 1 }
		});
		await addAct(ctx, action.id, 'pass_on', null, { from: ending.unitId, to: heir });
		await record(ctx, {
			event: 'corrective_action.pass_on',
			subjectType: 'corrective_action',
			subjectId: action.id,
			unitId: ending.unitId,
			role: 'system',
			after: { number: action.number, heir }
		});
		await lapse(ctx, 'corrective_action', [action.id]);
		await notify(ctx, {
			to: [...(await officersOf(ctx, heir)), ...(await headsOf(ctx, heir))],
			kind: 'action_raised',
			subjectType: 'corrective_action',
			subjectId: action.id,
			unitId: heir,
			params: { number: action.number, title: shortStatement(action.statement) }
		});
	}
	return { actions: open.length };
}

/** C13: of a unit that nobody succeeds. */
async function endActions(ctx: Ctx, unitId: string): Promise<Record<string, number>> {
	const reason = m.units_closing_reason({}, { locale: 'vi' });
	const open = await ctx.db.correctiveAction.findMany({
		where: { unitId, state: { not: 'closed' } },
		orderBy: { number: 'asc' },
		select: { id: true, unitId: true, number: true, state: true, rowVersion: true }
	});
	for (const action of open) {
		await lapseExtensions(ctx, action);
		await transition(
			ctx,
			actionMachine,
			action,
			'end_with_unit',
			{ unitId },
			{
				follows: 'C13',
				comment: reason,
				data: { outcome: 'unit_ended', closedAt: ctx.clock.now() },
				after: { number: action.number, outcome: 'unit_ended' }
			}
		);
		await addAct(ctx, action.id, 'end_with_unit', reason);
		await lapse(ctx, 'corrective_action', [action.id]);
	}
	return { endedActions: open.length };
}

async function heirOfOwner(ctx: Ctx, ending: EndingUnit, ownerId: string | null): Promise<string | null> {
	if (ownerId === null) return null;
	const day = toDbDate(ending.day);
	const member = await ctx.db.membership.findFirst({
		where: {
			userId: ownerId,
			unitId: { in: [...ending.heirIds] },
			validFrom: { lte: day },
			OR: [{ validTo: null }, { validTo: { gt: day } }]
		},
		select: { unitId: true }
	});
	return member?.unitId ?? null;
}
