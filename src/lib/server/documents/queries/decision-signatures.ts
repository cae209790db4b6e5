import { may } from '#lib/domain/permissions/decide.ts';
import type { SignatureReport } from '#lib/domain/signatures/report.ts';
import { papersOf } from '#lib/server/signatures/papers.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

export type DecisionSignature = {
	readonly id: string;
	readonly name: string;
	readonly href: string;
	/** Null: being checked. */
	readonly report: SignatureReport | null;
};

/** What was signed outside eISO of the decision by which a version was issued, for those who may read its batch; empty for all others. */
export async function decisionSignatures(ctx: Ctx, unitId: string, versionId: string | null): Promise<DecisionSignature[]> {
	if (versionId === null || !may(ctx.actor, 'batch.read', { unitId })) return [];
	const version = await ctx.db.version.findUnique({ where: { id: versionId }, select: { issueBatchId: true } });
	const batchId = version?.issueBatchId;
	if (!batchId) return [];
	const papers = await papersOf(ctx, 'issue_batch', batchId);
	return papers
		.filter(({ removed }) => removed === null)
		.map(({ id, name, checks }) => ({
			id,
			name,
			href: `/issue-batches/${batchId}#outside-signatures`,
			report: checks.newest?.report ?? null
		}));
}
