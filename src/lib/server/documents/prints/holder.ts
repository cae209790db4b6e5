import type { PrintOutcome } from '#lib/domain/documents/prints.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { officersOf } from '../eligibility.ts';
import { lockPrint } from './close.ts';
import { printFacts, type LoadedPrint } from './facts.ts';
import { askingKinds } from './follow.ts';
import { tellOf } from './tell.ts';

type Act = { readonly printId: string; readonly rowVersion?: number };

/** The holder has the paper in hand. A second time changes nothing. @throws NotFound, Forbidden; Conflict `illegal_transition` */
export function receivePrint(ctx: Ctx, input: Act): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { print, subject } = await lockPrint(ctx, input.printId);
		const role = authorize(ctx, 'print.confirm', subject);
		if (print.receivedAt) return { rowVersion: print.rowVersion };
		if (print.state === 'closed') throw new Conflict('illegal_transition', { state: print.state, event: 'receive' });
		const rowVersion = await write(ctx, print, input.rowVersion, { receivedAt: ctx.clock.now() });
		await record(ctx, {
			event: 'numbered_print.receive',
			subjectType: 'numbered_print',
			subjectId: print.id,
			unitId: print.custodyUnitId,
			role,
			after: printFacts(print)
		});
		await lapse(ctx, 'numbered_print', [print.id], ['print_issued']);
		return { rowVersion };
	});
}

/**
 * What the holder says they did with it: handed back, destroyed or lost. It closes nothing: an officer takes it back, a head signs the loss;
 * after that it is the holder's confirmation. Officers are told while there is something to do.
 * @throws NotFound, Forbidden; Conflict `print_said` (closed and said already), `stale`
 */
export function reportPrint(ctx: Ctx, input: Act & { outcome: PrintOutcome }): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { print, subject } = await lockPrint(ctx, input.printId);
		const role = authorize(ctx, 'print.confirm', subject);
		if (print.holderOutcome === input.outcome) return { rowVersion: print.rowVersion };
		if (print.state === 'closed' && print.holderOutcome !== null) throw new Conflict('print_said');
		const rowVersion = await write(ctx, print, input.rowVersion, { holderOutcome: input.outcome, holderSaidAt: ctx.clock.now() });
		await record(ctx, {
			event: 'numbered_print.report',
			subjectType: 'numbered_print',
			subjectId: print.id,
			unitId: print.custodyUnitId,
			role,
			before: { holderOutcome: print.holderOutcome },
			after: { ...printFacts(print), holderOutcome: input.outcome }
		});
		await lapse(ctx, 'numbered_print', [print.id], [...askingKinds, 'print_closed', 'print_reported']);
		if (print.state !== 'closed') await tellOf(ctx, 'print_reported', await officersOf(ctx, print.custodyUnitId), [print]);
		return { rowVersion };
	});
}

async function write(
	ctx: Ctx,
	print: LoadedPrint,
	expected: number | undefined,
	data: { receivedAt: Date } | { holderOutcome: PrintOutcome; holderSaidAt: Date }
): Promise<number> {
	const stale = () => new Conflict('stale', { state: print.state, rowVersion: print.rowVersion });
	if (expected !== undefined && expected !== print.rowVersion) throw stale();
	const rowVersion = print.rowVersion + 1;
	const { count } = await ctx.db.numberedPrint.updateMany({
		where: { id: print.id, rowVersion: print.rowVersion },
		data: { ...data, rowVersion }
	});
	if (count !== 1) throw stale();
	return rowVersion;
}
