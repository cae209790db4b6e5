import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { phaseOn } from '#lib/domain/documents/phase.ts';
import { printNumber } from '#lib/domain/documents/prints.ts';
import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { loadDocument } from '../document-facts.ts';
import { divisionOptions, staffOptions } from '../work/options.ts';
import { lostSentenceOf } from './close.ts';
import { loadPrint } from './facts.ts';
import { lineOf, printsOf } from './queries.ts';
import { recallDays } from './rule.ts';

/**
 * The prints of a document, and for its officer what the form for new ones offers.
 * @throws NotFound, also for who may not see the unit's prints
 */
export async function documentPrints(ctx: Ctx, documentId: string) {
	const { document } = await loadDocument(ctx, documentId);
	const { unitId } = document;
	if (!may(ctx.actor, 'print.read', { unitId })) throw new NotFound('document_not_found');
	const canIssue = may(ctx.actor, 'print.manage', { unitId });
	const [prints, versions, divisions, people] = await Promise.all([
		printsOf(ctx, documentId),
		printableVersions(ctx, documentId),
		canIssue ? divisionOptions(ctx, unitId) : [],
		canIssue ? staffOptions(ctx, unitId) : []
	]);
	return {
		id: document.id,
		code: document.code,
		title: document.title,
		items: prints,
		out: prints.filter((print) => print.closedOn === null).length,
		/** Versions of which prints can be issued; none: the page says why not. */
		versions,
		choices: { divisions, people },
		can: { issue: canIssue },
		today: today(ctx)
	};
}

async function printableVersions(ctx: Ctx, documentId: string) {
	const day = today(ctx);
	const rows = await ctx.db.version.findMany({
		where: { documentId, state: { in: ['issued', 'withdrawn'] }, pdfSha256: { not: null } },
		orderBy: [{ issueNo: 'asc' }, { revisionNo: 'asc' }],
		select: {
			id: true,
			issueNo: true,
			revisionNo: true,
			state: true,
			effectiveFrom: true,
			effectiveTo: true,
			unit: { select: { numberingScheme: true } },
			numberedPrints: { orderBy: { copyNo: 'desc' }, take: 1, select: { copyNo: true } }
		}
	});
	return rows.flatMap((row) => {
		const range = { state: row.state, effectiveFrom: fromDbDate(row.effectiveFrom), effectiveTo: fromDbDate(row.effectiveTo) };
		const phase = phaseOn(range, day);
		if ((phase !== 'in_force' && phase !== 'upcoming') || (range.effectiveTo !== null && range.effectiveTo === range.effectiveFrom))
			return [];
		const next = printNumber((row.numberedPrints[0]?.copyNo ?? 0) + 1);
		return [{ id: row.id, numbers: shortNumbers(row, row.unit.numberingScheme), phase, from: range.effectiveFrom, next }];
	});
}

/** One print: what it is, what became of it, and what this person may do with it. @throws NotFound */
export async function printPage(ctx: Ctx, printId: string) {
	const { print, subject } = await loadPrint(ctx, printId);
	const { actor } = ctx;
	const line = lineOf(print, today(ctx));
	const out = print.state !== 'closed';
	const usable = line.shown === 'held' || line.shown === 'recall_ahead';
	const manage = may(actor, 'print.manage', subject);
	const own = may(actor, 'print.confirm', subject);
	const head = membershipIn(actor, print.custodyUnitId, ['head']);
	return {
		...line,
		state: print.state,
		checkCode: manage || own ? print.code : null,
		issuedBy: print.issuedBy.fullName,
		recallReason: print.recallReason,
		/** The last day on which it may be used. */
		lastDay: line.recallFrom === null ? null : addDays(line.recallFrom, -1),
		saidAt: print.holderSaidAt,
		closed:
			print.outcome === null
				? null
				: {
						outcome: print.outcome,
						at: print.closedAt,
						by: print.closedBy?.fullName ?? '',
						reason: print.closeReason,
						signed:
							print.meaningText === null ? null : { meaning: print.meaningText, name: print.signerName, position: print.signerPosition }
					},
		recallDays: await recallDays(ctx, print.custodyUnitId),
		sentence: lostSentenceOf(print),
		signer: actor.kind === 'user' ? { fullName: actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' },
		can: {
			print: manage && usable,
			recall: manage && print.state === 'held',
			close: manage && out,
			lose: out && may(actor, 'print.write_off', subject),
			receive: own && print.receivedAt === null && usable,
			report: own && (out ? print.state === 'recalled' || print.receivedAt !== null : print.holderOutcome === null)
		},
		today: today(ctx)
	};
}
