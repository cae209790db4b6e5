import { lostPrintSentence } from '#lib/domain/documents/sentences.ts';
import { printNumber, recallDue, type PrintState } from '#lib/domain/documents/prints.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockDocuments } from '../batch-facts.ts';
import { officersOf } from '../eligibility.ts';
import { requireReason, requireUser, tidy } from '../input.ts';
import { contentHash } from '../issue.ts';
import { printMachine } from '../machines.ts';
import { loadPrint, moving, printFacts, type LoadedPrint } from './facts.ts';
import { recallDays } from './rule.ts';
import { tellHolders, tellOf } from './tell.ts';

export type PrintResult = { readonly state: PrintState; readonly rowVersion: number };
type Act = { readonly printId: string; readonly rowVersion?: number };

/** The document first, as issues and withdrawals do: whoever acts on its prints at the same moment waits. */
export async function lockPrint(ctx: Ctx, printId: string) {
	const seen = await loadPrint(ctx, printId);
	await lockDocuments(ctx, [seen.print.documentId]);
	return loadPrint(ctx, printId);
}

/** An officer asks for a print before its version ends: from today, with a reason. @throws NotFound, Forbidden, Conflict, Invalid */
export function recallPrint(ctx: Ctx, input: Act & { reason: string }): Promise<PrintResult> {
	return transaction(ctx, async (ctx) => {
		const { print, subject } = await lockPrint(ctx, input.printId);
		const reason = requireReason(input.reason, 'reason');
		const day = today(ctx);
		const due = recallDue(day, await recallDays(ctx, print.custodyUnitId), day);
		const moved = await transition(ctx, printMachine, moving(print), 'recall', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: {
				recallWhy: 'officer',
				recallReason: reason,
				recalledAt: ctx.clock.now(),
				recallFrom: toDbDate(day),
				recallDueOn: toDbDate(due)
			},
			after: { ...printFacts(print), from: day, due }
		});
		await tellHolders(ctx, 'print_asked_back', [print], { day: due, reason });
		return { state: moved.state, rowVersion: moved.rowVersion };
	});
}

/**
 * An officer has a print back, or has seen it destroyed. Its holder is told, and may say the same.
 * @throws NotFound, Forbidden, Conflict; Invalid: a day to come, or before it was issued
 */
export function closePrint(
	ctx: Ctx,
	input: Act & { outcome: 'returned' | 'destroyed'; closedOn: Day; reason?: string }
): Promise<PrintResult> {
	return transaction(ctx, async (ctx) => {
		const { print, subject } = await lockPrint(ctx, input.printId);
		authorize(ctx, 'print.manage', subject);
		if (input.closedOn > today(ctx)) throw new Invalid({ closedOn: 'day_to_come' });
		const { outcome, closedOn } = input;
		const reason = tidy(input.reason) || null;
		const moved = await transition(ctx, printMachine, moving(print), outcome === 'returned' ? 'return' : 'destroy', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: {
				outcome,
				closedOn: toDbDate(closedOn),
				closedAt: ctx.clock.now(),
				closedById: requireUser(ctx),
				closeReason: reason
			},
			after: { ...printFacts(print), closedOn }
		});
		await over(ctx, print);
		await tellHolders(ctx, 'print_closed', [print], { day: closedOn });
		return { state: moved.state, rowVersion: moved.rowVersion };
	});
}

/**
 * A head signs that a print is lost: password, sentence, and the hash of which print it is.
 * @throws NotFound, Forbidden, Conflict `signature_refused`, Invalid (reason)
 */
export async function losePrint(ctx: Ctx, input: Act & { reason: string; password: string }): Promise<PrintResult> {
	const seen = await loadPrint(ctx, input.printId);
	authorize(ctx, 'print.write_off', seen.subject);
	const reason = requireReason(input.reason, 'reason');
	if (seen.print.state === 'closed') throw new Conflict('illegal_transition', { state: 'closed', event: 'lose' });
	const signer = await proveSigner(ctx, seen.print.custodyUnitId, input.password);
	return transaction(ctx, async (ctx) => {
		const { print, subject } = await lockPrint(ctx, input.printId);
		const moved = await transition(ctx, printMachine, moving(print), 'lose', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion ?? seen.print.rowVersion,
			data: {
				outcome: 'lost',
				closedOn: toDbDate(today(ctx)),
				closedAt: ctx.clock.now(),
				closedById: signer.userId,
				closeReason: reason,
				signerName: signer.signerName,
				signerPosition: signer.position,
				meaningText: lostSentenceOf(print).vi,
				contentSha256: contentHash({ print: print.id, ...printFacts(print), reason })
			},
			after: { ...printFacts(print), closedOn: today(ctx) }
		});
		await over(ctx, print);
		await tellHolders(ctx, 'print_closed', [print], { day: today(ctx), reason });
		await tellOf(ctx, 'print_closed', await officersOf(ctx, print.custodyUnitId), [print], { day: today(ctx), reason });
		return { state: moved.state, rowVersion: moved.rowVersion };
	});
}

/** What a head signs of a lost print. */
export function lostSentenceOf(print: LoadedPrint) {
	const { version, document } = print;
	return lostPrintSentence(
		{ ...version, code: document.code, scheme: version.unit.numberingScheme },
		printNumber(print.copyNo),
		placeOf(print)
	);
}

function placeOf({ place, holderName }: LoadedPrint): string {
	return holderName ? `${place} (${holderName})` : place;
}

function over(ctx: Ctx, print: LoadedPrint): Promise<void> {
	return lapse(ctx, 'numbered_print', [print.id]);
}
