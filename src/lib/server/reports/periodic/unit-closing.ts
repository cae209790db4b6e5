import * as m from '#lib/paraglide/messages.js';
import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { ClosingSteps } from '#lib/server/units/finish-closing.ts';
import { reportMachine } from './machine.ts';

/**
 * The end of a unit: reports that it was writing, or that were given back to it, are given up, because nobody of it can send them. What was sent
 * stays, and the Department receives it still.
 */
export const reportClosing: ClosingSteps = {
	atEntry: async () => {},
	fromDay: async (ctx, { unitId }) => {
		const drafts = await ctx.db.periodicReport.findMany({
			where: { unitId, state: 'draft' },
			orderBy: [{ year: 'asc' }, { kind: 'asc' }],
			select: { id: true, unitId: true, state: true, rowVersion: true, kind: true, year: true }
		});
		const comment = m.units_closing_reason({}, { locale: 'vi' });
		await transitionMany(
			ctx,
			reportMachine,
			drafts,
			'cancel',
			{ unitId },
			{ follows: 'P4', comment, after: ({ kind, year }) => ({ kind, year }) }
		);
		await lapse(
			ctx,
			'periodic_report',
			drafts.map(({ id }) => id)
		);
		return { reports: drafts.length };
	}
};
