import { closingOf, type ProgrammeClosing } from '#lib/domain/audits/programme-outcome.ts';
import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { undoPending } from './change.ts';
import { findProgramme, loadProgramme, openRevision, type Programme } from './facts.ts';
import { programmeMachine } from './machine.ts';

/** By the plan that was signed last. */
export function closingFacts(programme: Programme): ProgrammeClosing {
	const lines = programme.allLines.filter((line) => isInRevision(line, programme.revision));
	return closingOf(lines.map(({ area, month, audits }) => ({ area: area.name, month, audits })));
}

/**
 * Closes the programme of a year with what was done and what was not. Before the year is over that needs a reason.
 * @throws NotFound, Forbidden; Conflict `illegal_transition`, `stale`, `programme_change_open`, `programme_year_runs`
 */
export function closeProgramme(ctx: Ctx, input: { programmeId: string; reason: string; rowVersion: number }): Promise<ProgrammeClosing> {
	return transaction(ctx, async (ctx) => {
		const { programme, subject } = await loadProgramme(ctx, input.programmeId);
		authorize(ctx, 'programme.manage', subject);
		if (programme.state === 'approved' && openRevision(programme) !== null) throw new Conflict('programme_change_open');
		const reason = input.reason.trim() === '' ? null : requireReason(input.reason, 'reason');
		if (reason === null && today(ctx) <= `${programme.year}-12-31`) throw new Conflict('programme_year_runs', { year: programme.year });
		const closing = closingFacts(programme);
		await transition(ctx, programmeMachine, programme, 'close', subject, {
			rowId: 'A0c',
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { closedAt: ctx.clock.now(), closedReason: reason, closing },
			after: { year: programme.year, planned: closing.planned, done: closing.done, notDone: closing.notDone.length }
		});
		return closing;
	});
}

/**
 * The end of a unit (states.md §11): drafts are discarded, and what was signed is closed with what was not done, because nobody can act on it
 * any more. Recorded one by one in the unit's chain.
 * @returns how many
 */
export async function endProgrammes(ctx: Ctx, unitId: string, reason: string): Promise<number> {
	const rows = await ctx.db.auditProgramme.findMany({
		where: { unitId, state: { not: 'closed' } },
		select: { id: true },
		orderBy: { year: 'asc' }
	});
	for (const { id } of rows) {
		const programme = await findProgramme(ctx, id);
		if (!programme) continue;
		const revision = programme.state === 'approved' ? openRevision(programme) : null;
		if (revision !== null) await undoPending(ctx, id, revision);
		const closing = closingFacts(programme);
		const event = programme.state === 'draft' ? 'discard' : 'close';
		await transition(
			ctx,
			programmeMachine,
			programme,
			event,
			{ unitId },
			{
				follows: event === 'discard' ? 'A0d' : 'A0e',
				comment: reason,
				data: {
					closedAt: ctx.clock.now(),
					closedReason: reason,
					submittedAt: null,
					submittedById: null,
					...(event === 'close' ? { closing } : {})
				},
				after: { year: programme.year, ...(event === 'close' ? { planned: closing.planned, done: closing.done } : {}) }
			}
		);
	}
	await lapse(
		ctx,
		'audit_programme',
		rows.map(({ id }) => id)
	);
	return rows.length;
}
