import type { FindingEdit } from '#lib/domain/audits/answer-forms.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { saveAuditFinding } from '../internal/conduct.ts';
import { raiseOnSite } from '../inspections/findings.ts';
import { loadSheet, type SheetRef } from './sheet.ts';

/** What became of a finding, for its device. */
export type SentFinding = { readonly id: string; readonly questionId: string } & (
	{ readonly outcome: 'raised' } | { readonly outcome: 'refused'; readonly code: string; readonly fields: Readonly<Record<string, string>> }
);

/**
 * Raises the findings that a device sends (states.md A6, I5), each once by the id that the device gave it and each in a transaction of its own: one that
 * is refused keeps none of the others.
 * @throws NotFound who may not see the audit or inspection; Conflict `illegal_transition` when nothing is raised in it now
 */
export async function sendFindings(ctx: Ctx, input: { sheet: SheetRef; findings: readonly FindingEdit[] }): Promise<SentFinding[]> {
	const results: SentFinding[] = [];
	for (const finding of input.findings) results.push(await sendOne(ctx, input.sheet, finding));
	return results;
}

async function sendOne(ctx: Ctx, sheet: SheetRef, finding: FindingEdit): Promise<SentFinding> {
	const said = { id: finding.id, questionId: finding.questionId };
	try {
		await transaction(ctx, async (ctx) => {
			await loadSheet(ctx, sheet);
			// The same finding twice at once: the second waits, and finds the first.
			await ctx.db.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`sent_finding:${finding.id}`}, 0))::text`;
			if (await ctx.db.sentFinding.findUnique({ where: { id: finding.id }, select: { id: true } })) return;
			const raised = await raise(ctx, sheet, finding);
			await ctx.db.sentFinding.create({
				data: { id: finding.id, findingId: raised.id, madeAt: new Date(finding.madeAt), at: ctx.clock.now() }
			});
		});
		return { ...said, outcome: 'raised' };
	} catch (error) {
		if (!(error instanceof DomainError) || error.code === 'illegal_transition' || isOfSheet(error)) throw error;
		return { ...said, outcome: 'refused', code: error.code, fields: error instanceof Invalid ? error.fields : {} };
	}
}

/** What is wrong with the sheet or the person is wrong for all that was sent. */
function isOfSheet(error: DomainError): boolean {
	return error.status === 401 || error.code === 'audit_not_found' || error.code === 'inspection_not_found';
}

async function raise(ctx: Ctx, sheet: SheetRef, finding: FindingEdit): Promise<{ id: string }> {
	const { grade, statement, evidence, requirement, questionId } = finding;
	if (sheet.kind !== 'internal')
		return raiseOnSite(ctx, { inspectionId: sheet.id, answerId: questionId, grade, statement, evidence, requirement });
	if (grade === 'recommendation') throw new Invalid({ grade: 'invalid' });
	const texts = { grade, statement, evidence, requirement, clause: '', repeats: false };
	return saveAuditFinding(ctx, { auditId: sheet.id, findingId: null, questionId, areaId: null, ...texts });
}
