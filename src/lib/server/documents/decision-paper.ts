import { endedGrounds, letterhead } from '#lib/domain/documents/decision-words.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { decisionDocx } from '#lib/server/pdf/decision-docx.ts';
import { renderDecision } from '#lib/server/pdf/render.ts';
import type { DecisionData, DecisionLine } from '#lib/server/pdf/report-data.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { loadBatch, type LoadedBatch } from './batch-facts.ts';
import { decisionText, decisionUnit } from './decision-text.ts';
import { decisionNow } from './decisions.ts';

export const decisionFormats = ['pdf', 'docx'] as const;
export type DecisionFormat = (typeof decisionFormats)[number];

const types: Record<DecisionFormat, string> = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
};

/**
 * The decision of a batch with its annex, as a file: a draft says so on its first page. Made anew each time from the batch and its
 * words; what was signed on paper is the scan. Noted in the access log.
 * @throws NotFound for whom may not read the batch
 */
export async function decisionPaper(
	ctx: Ctx,
	batchId: string,
	format: DecisionFormat
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const batch = await loadBatch(ctx, batchId);
	const data = await decisionData(ctx, batch);
	logRead(ctx, { action: 'export', unitId: batch.unitId, detail: `decision ${batch.number} ${format}` });
	const bytes = format === 'pdf' ? await renderDecision(data, { createdAt: ctx.clock.now() }) : await decisionDocx(data, ctx.clock.now());
	const name = data.mark === null ? `Quyết định ${data.number || batch.number}` : `Dự thảo quyết định ${batch.number}`;
	return { bytes, fileName: `${name.replaceAll('/', '-')}.${format}`, contentType: types[format] };
}

/** Everything that the decision says, from the batch, its unit and its words. */
export async function decisionData(ctx: Ctx, batch: LoadedBatch): Promise<DecisionData> {
	const [{ words }, unit, decision, lines] = await Promise.all([
		decisionText(ctx, batch),
		decisionUnit(ctx, batch),
		decisionNow(ctx, batch),
		linesOf(ctx, batch)
	]);
	const { grounds, signerHeading, signerName, ...rest } = words;
	return {
		...letterhead(unit),
		...rest,
		number: decision.decisionNumber ?? '',
		decidedOn: decision.decisionDate,
		effectiveOn: decision.effectiveOn,
		mark: batch.state === 'issued' ? null : batch.state === 'revoked' ? 'ĐÃ THU HỒI' : 'DỰ THẢO',
		grounds: endedGrounds(grounds),
		signer: { heading: signerHeading, name: signerName },
		...lines
	};
}

async function linesOf(ctx: Ctx, batch: LoadedBatch): Promise<Pick<DecisionData, 'documents' | 'withdrawn' | 'twoNumbers'>> {
	const until = toDbDate(fromDbDate(batch.effectiveOn) ?? today(ctx));
	const rows = await ctx.db.issueBatchLine.findMany({
		where: { batchId: batch.id },
		orderBy: { document: { codeSort: 'asc' } },
		select: {
			withdraws: true,
			reason: true,
			version: { select: { title: true, issueNo: true, revisionNo: true } },
			document: {
				select: {
					code: true,
					title: true,
					kind: { select: { nameVi: true } },
					unit: { select: { numberingScheme: true } },
					// What a withdrawal ends: the version whose range it closes.
					versions: {
						where: { state: { in: ['issued', 'withdrawn'] }, effectiveFrom: { lte: until } },
						orderBy: { effectiveFrom: 'desc' },
						take: 1,
						select: { title: true, issueNo: true, revisionNo: true }
					}
				}
			}
		}
	});
	const line = ({ version, document, reason }: (typeof rows)[number]): DecisionLine => {
		const shown = version ?? document.versions[0] ?? null;
		return {
			code: document.code,
			title: shown?.title ?? document.title,
			kind: document.kind.nameVi,
			issueNo: shown?.issueNo ?? null,
			revisionNo: shown?.revisionNo ?? null,
			numbers: shown ? shortNumbers(shown, document.unit.numberingScheme) : '',
			reason: reason ?? ''
		};
	};
	return {
		documents: rows.filter((row) => !row.withdraws).map(line),
		withdrawn: rows.filter((row) => row.withdraws).map(line),
		twoNumbers: rows.every((row) => row.document.unit.numberingScheme === 'issue_revision')
	};
}
