import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { ClosingSteps } from '#lib/server/units/finish-closing.ts';
import { bump, recordAct } from './facts.ts';
import { announcementMachine, confirmationMachine } from './machines.ts';

/**
 * What the end of a unit does to its announcements (states.md §11): when the event is entered, what is in force ends on its day, also where a head has
 * withdrawn it from a later one, and what would only begin then never does; who is the successor announces anew. From the day on drafts are given up.
 * Called off, what ended so goes on, to the day of its withdrawal if there is one.
 */
export const announcementClosing: ClosingSteps = {
	atEntry: async (ctx, { unitId, day }) => {
		const running = await ctx.db.announcement.findMany({
			where: {
				unitId,
				OR: [
					{ state: 'signed', effectiveTo: null },
					{ state: 'signed', effectiveTo: { gt: toDbDate(day) } },
					// What was withdrawn before its first day never held.
					{ state: 'withdrawn', effectiveTo: { gt: toDbDate(day) }, effectiveOn: { lte: toDbDate(day) } }
				]
			},
			orderBy: { effectiveOn: 'asc' },
			select: { id: true, unitId: true, rowVersion: true, effectiveOn: true }
		});
		for (const one of running) {
			const begins = one.effectiveOn !== null && one.effectiveOn > toDbDate(day);
			await bump(ctx, one.id, one.rowVersion, { effectiveTo: begins ? one.effectiveOn : toDbDate(day), endedFor: 'unit_ended' });
			await recordAct(ctx, one, 'end_with_unit', 'system', { endsOn: day });
		}
	},
	callOff: async (ctx, { unitId, day }) => {
		await goOn(ctx, unitId, day);
		await goOnToWithdrawal(ctx, unitId, day);
	},
	fromDay: async (ctx, { unitId }) => {
		const comment = m.units_closing_reason({}, { locale: 'vi' });
		const drafts = await ctx.db.announcement.findMany({
			where: { unitId, state: 'draft' },
			select: { id: true, unitId: true, state: true, rowVersion: true }
		});
		for (const draft of drafts) await transition(ctx, announcementMachine, draft, 'cancel', { unitId }, { follows: 'N4', comment });
		await lapse(
			ctx,
			'announcement',
			drafts.map(({ id }) => id)
		);
		const confirmations = await ctx.db.systemConfirmation.findMany({
			where: { unitId, state: 'draft' },
			select: { id: true, unitId: true, state: true, rowVersion: true }
		});
		for (const draft of confirmations) await transition(ctx, confirmationMachine, draft, 'cancel', { unitId }, { follows: 'X3', comment });
		return { announcements: drafts.length + confirmations.length };
	}
};

/** What ended only with the unit that now goes on: the successor of another, if there was one, still ends it. */
async function goOn(ctx: Ctx, unitId: string, day: Day): Promise<void> {
	const ended = await ctx.db.announcement.findMany({
		where: { unitId, state: 'signed', endedFor: 'unit_ended', effectiveTo: { gte: toDbDate(day) } },
		orderBy: { effectiveOn: 'desc' },
		select: { id: true, unitId: true, rowVersion: true, effectiveOn: true }
	});
	let next: Date | null = null;
	for (const one of ended) {
		await bump(ctx, one.id, one.rowVersion, { effectiveTo: next, endedFor: next ? 'superseded' : null });
		await recordAct(ctx, one, 'go_on', 'system', {});
		next = one.effectiveOn;
	}
}

/** What a head had withdrawn from a day after that of the event: it ends on that day, as it was signed. */
async function goOnToWithdrawal(ctx: Ctx, unitId: string, day: Day): Promise<void> {
	const ended = await ctx.db.announcement.findMany({
		where: { unitId, state: 'withdrawn', endedFor: 'unit_ended', effectiveTo: { gte: toDbDate(day) } },
		orderBy: { effectiveOn: 'desc' },
		select: { id: true, unitId: true, rowVersion: true, withdrawnFrom: true }
	});
	for (const one of ended) {
		await bump(ctx, one.id, one.rowVersion, { effectiveTo: one.withdrawnFrom, endedFor: 'withdrawn' });
		await recordAct(ctx, one, 'go_on', 'system', { endsOn: fromDbDate(one.withdrawnFrom) });
	}
}
