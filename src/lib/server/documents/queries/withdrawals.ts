import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { decisionsNow } from '../decisions.ts';

/** That a version is withdrawn, or will be: from which day on, why, by whom and by which decision. */
export type Withdrawal = {
	readonly versionId: string;
	/** First day without it. */
	readonly from: Day;
	readonly reason: string | null;
	readonly at: Date;
	readonly by: string;
	readonly position: string;
	/** As corrected, where a batch withdrew it. */
	readonly decisionNumber: string | null;
};

/** The withdrawals of a document's versions by their ids. The caller has asked whether the actor may read them. */
export async function withdrawalsOf(ctx: Ctx, documentId: string, versionIds: readonly string[]): Promise<ReadonlyMap<string, Withdrawal>> {
	const versions = await ctx.db.version.findMany({
		where: { id: { in: [...versionIds] }, documentId, state: 'withdrawn', effectiveTo: { not: null } },
		select: { id: true, effectiveTo: true, withdrawnAt: true, stateReason: true }
	});
	if (versions.length === 0) return new Map();
	const ids = versions.map((version) => version.id);
	const [acts, entries, batches] = await Promise.all([
		ctx.db.versionAct.findMany({
			where: { versionId: { in: ids }, event: 'withdraw' },
			orderBy: [{ at: 'asc' }, { id: 'asc' }],
			select: { versionId: true, actorName: true, position: true, at: true }
		}),
		ctx.db.auditTrail.findMany({
			where: { subjectType: 'version', subjectId: { in: ids }, event: 'version.withdraw' },
			orderBy: { at: 'asc' },
			select: { subjectId: true, after: true }
		}),
		ctx.db.issueBatch.findMany({
			where: { state: 'issued', lines: { some: { documentId, withdraws: true } } },
			select: { id: true, decisionNumber: true, decisionDate: true, effectiveOn: true }
		})
	]);
	const decisions = [...(await decisionsNow(ctx, batches)).values()];
	return new Map(
		versions.flatMap(({ id, effectiveTo, withdrawnAt, stateReason }) => {
			const from = fromDbDate(effectiveTo);
			if (from === null) return [];
			const act = acts.findLast((one) => one.versionId === id);
			const ofBatch = decisions.find((decision) => decision.effectiveOn === from)?.decisionNumber;
			const withdrawal: Withdrawal = {
				versionId: id,
				from,
				reason: stateReason,
				at: act?.at ?? withdrawnAt ?? ctx.clock.now(),
				by: act?.actorName ?? '',
				position: act?.position ?? '',
				decisionNumber: ofBatch ?? decisionIn(entries.findLast((entry) => entry.subjectId === id)?.after)
			};
			return [[id, withdrawal] as const];
		})
	);
}

/** The decision that a head named with the withdrawal (V14): only the trail keeps it. */
function decisionIn(after: unknown): string | null {
	const decision = typeof after === 'object' && after !== null && 'decision' in after ? after.decision : null;
	return typeof decision === 'string' ? decision : null;
}
