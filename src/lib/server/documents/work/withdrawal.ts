import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { withdrawalNeedsRequest } from '../change-requests/links.ts';
import { loadDocument } from '../document-facts.ts';
import { printsOut } from '../prints/queries.ts';
import { withdrawalsOf } from '../queries/withdrawals.ts';
import { citingDocuments } from '../withdraw.ts';

/**
 * What a head sees before withdrawing the version in force: what cites it, who signs. `version` is null where there is nothing to
 * withdraw; then `withdrawal` says how it was withdrawn, or `upcomingFrom` when the next one begins.
 */
export async function withdrawalOf(ctx: Ctx, documentId: string) {
	const { document, subject } = await loadDocument(ctx, documentId);
	const day = today(ctx);
	authorize(ctx, 'version.withdraw', subject);
	const version = await ctx.db.version.findFirst({
		where: { AND: [{ documentId, state: 'issued' }, inForceOn(day)] },
		select: { id: true, issueNo: true, revisionNo: true, title: true, rowVersion: true, pdfSha256: true, sourceSha256: true }
	});
	const head = membershipIn(ctx.actor, document.unitId, ['head']);
	return {
		id: document.id,
		code: document.code,
		scheme: document.unit.numberingScheme,
		/** The first day that can be chosen, and the one offered. */
		from: day,
		version,
		/** The unit wants an accepted request for this, and there is none. */
		needsRequest: version !== null && (await withdrawalNeedsRequest(ctx, document)),
		...(version ? { withdrawal: null, upcomingFrom: null } : await whyNothing(ctx, documentId)),
		/** Numbered prints that are out and will be recalled. */
		prints: version ? ((await printsOut(ctx, [document.id])).get(document.id) ?? 0) : 0,
		citing: version ? await citingDocuments(ctx, document.id, day) : [],
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' }
	};
}

/** The last withdrawal, or the day on which a version begins that can still be revoked. */
async function whyNothing(ctx: Ctx, documentId: string) {
	const [withdrawn, upcoming] = await Promise.all([
		ctx.db.version.findFirst({
			where: { documentId, state: 'withdrawn' },
			orderBy: { effectiveTo: 'desc' },
			select: { id: true }
		}),
		ctx.db.version.findFirst({
			where: { documentId, state: 'issued', effectiveFrom: { gt: toDbDate(today(ctx)) } },
			select: { effectiveFrom: true }
		})
	]);
	const withdrawal = withdrawn && (await withdrawalsOf(ctx, documentId, [withdrawn.id])).get(withdrawn.id);
	return { withdrawal: withdrawal ?? null, upcomingFrom: upcoming ? fromDbDate(upcoming.effectiveFrom) : null };
}
