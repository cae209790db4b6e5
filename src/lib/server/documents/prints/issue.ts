import { mostPrints } from '#lib/domain/documents/print-forms.ts';
import { phaseOn } from '#lib/domain/documents/phase.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockDocuments } from '../batch-facts.ts';
import { loadDocument } from '../document-facts.ts';
import { requireUser } from '../input.ts';
import { newPrintCode } from '../print-codes.ts';
import { requireOpenUnit } from '../unit-facts.ts';
import { printFacts, printSelect } from './facts.ts';
import { followPrints } from './follow.ts';
import { holdersOf, type Chosen } from './holders.ts';
import { tellHolders } from './tell.ts';

export type IssuedPrint = { readonly id: string; readonly copyNo: number };

/**
 * An officer issues prints of a version that is upcoming or in force, one to each holder chosen, with the next numbers of that version.
 * Recorded per print as `numbered_print.issue`; holders are told.
 * @throws NotFound, Forbidden; Conflict `print_not_current` (past, or not issued), `print_without_pdf`, `unit_closed`; Invalid by field
 */
export function issuePrints(ctx: Ctx, input: Chosen & { documentId: string; versionId: string }): Promise<IssuedPrint[]> {
	return transaction(ctx, async (ctx) => {
		const { document } = await loadDocument(ctx, input.documentId);
		const { unitId, id: documentId } = document;
		const role = authorize(ctx, 'print.manage', { unitId });
		await lockDocuments(ctx, [documentId]);
		await requireOpenUnit(ctx, unitId, today(ctx));
		await requirePrintable(ctx, documentId, input.versionId);
		const holders = await holdersOf(ctx, unitId, input);
		if (holders.length === 0) throw new Invalid({ places: 'print_holder_required' });
		if (holders.length > mostPrints) throw new Invalid({ places: `print_too_many:${mostPrints}` });

		const issued: IssuedPrint[] = [];
		for (const holder of holders) {
			const code = newPrintCode();
			await ctx.db.printCode.create({ data: { code, kind: 'numbered', versionId: input.versionId, createdAt: ctx.clock.now() } });
			const print = await ctx.db.numberedPrint.create({
				data: {
					...holder,
					unitId,
					custodyUnitId: unitId,
					documentId,
					versionId: input.versionId,
					code,
					issuedById: requireUser(ctx),
					issuedAt: ctx.clock.now()
				},
				select: { id: true }
			});
			// The database gives the number, under the lock of the version.
			issued.push(await ctx.db.numberedPrint.findUniqueOrThrow({ where: print, select: { id: true, copyNo: true } }));
		}
		const prints = await ctx.db.numberedPrint.findMany({ where: { id: { in: issued.map(({ id }) => id) } }, select: printSelect });
		await recordMany(
			ctx,
			prints
				.toSorted((a, b) => a.copyNo - b.copyNo)
				.map((print) => ({
					event: 'numbered_print.issue',
					subjectType: 'numbered_print',
					subjectId: print.id,
					unitId,
					role,
					after: printFacts(print)
				}))
		);
		await tellHolders(ctx, 'print_issued', prints);
		// Of a version whose last day is known already: recalled from the day after it.
		await followPrints(ctx, [documentId]);
		return issued;
	});
}

async function requirePrintable(ctx: Ctx, documentId: string, versionId: string): Promise<void> {
	const version = await ctx.db.version.findUnique({
		where: { id: versionId },
		select: { documentId: true, state: true, effectiveFrom: true, effectiveTo: true, pdfSha256: true }
	});
	if (version?.documentId !== documentId) throw new NotFound('version_not_found');
	const [effectiveFrom, effectiveTo] = [fromDbDate(version.effectiveFrom), fromDbDate(version.effectiveTo)];
	const phase = phaseOn({ state: version.state, effectiveFrom, effectiveTo }, today(ctx));
	const never = effectiveFrom !== null && effectiveTo !== null && effectiveTo <= effectiveFrom;
	if ((phase !== 'upcoming' && phase !== 'in_force') || never) throw new Conflict('print_not_current');
	if (version.pdfSha256 === null) throw new Conflict('print_without_pdf');
}
