import { roles } from '#lib/domain/permissions/actor.ts';
import { peopleIn } from '#lib/domain/documents/audience.ts';
import { formatDay } from '#lib/format.ts';
import { withdrawSentence } from '#lib/domain/documents/sentences.ts';
import type { BatchItem } from '#lib/domain/documents/batch.ts';
import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockDocuments } from './batch-facts.ts';
import { answerRequests } from './change-requests/links.ts';
import { officersOf, peopleWith } from './eligibility.ts';
import { contentHash } from './issue.ts';
import { requireReason } from './input.ts';
import { followCarryOver } from './carry-over/carry.ts';
import { followPrints } from './prints/follow.ts';
import { lapseRequests } from './readings/lapse.ts';
import { moveVersion, noticeParams, type ActInput, type ActResult } from './review.ts';
import { followTitles } from './titles.ts';
import { loadVersion, type LoadedVersion } from './version-facts.ts';

export type WithdrawInput = ActInput & {
	/** First day without the version; default today. */
	from?: Day | null;
	password: string;
	sha256?: string | null;
	/** Number of the decision that withdraws it, if there is one. */
	decisionNumber?: string | null;
};

/**
 * V14: a head withdraws a version in force from a day on; its predecessor does not come back. The documents that cite it are
 * recorded, and their officers told.
 * @throws Conflict `illegal_transition` (`reason` `is_revoke` for an upcoming version, `not_in_force` for a past one),
 * `change_request_required`, `effective_in_past`, `withdraw_after_end` (it ends before that day anyway), `content_changed`, `stale`, `signature_refused`
 */
export async function withdrawVersion(ctx: Ctx, input: WithdrawInput): Promise<ActResult> {
	const seen = await loadVersion(ctx, input.versionId);
	authorize(ctx, 'version.withdraw', seen.subject);
	const reason = requireReason(input.comment);
	requireWithdrawable(seen.version, seen.subject.phase);
	requireDay(ctx, seen.version, input.from);
	const signer = await proveSigner(ctx, seen.version.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await lockDocuments(ctx, [seen.version.documentId]);
		const { version, subject } = await loadVersion(ctx, input.versionId);
		requireWithdrawable(version, subject.phase);
		if (version.rowVersion !== (input.rowVersion ?? seen.version.rowVersion))
			throw new Conflict('stale', { state: version.state, rowVersion: version.rowVersion });
		const from = requireDay(ctx, version, input.from);
		if (input.sha256 && input.sha256 !== (version.pdfSha256 ?? version.sourceSha256)) throw new Conflict('content_changed');
		const { document } = version;
		await answerRequests(ctx, version.unitId, 'withdrawal', [{ ...document, id: version.documentId, versionId: version.id }]);
		const citing = await citingDocuments(ctx, version.documentId, from);
		await ctx.db.signature.create({
			data: {
				meaning: 'withdraw_version',
				meaningText: withdrawSentence({ ...version, code: version.document.code, scheme: version.unit.numberingScheme }, formatDay(from))
					.vi,
				versionId: version.id,
				round: version.round,
				...signer,
				pdfSha256: version.pdfSha256,
				sourceSha256: version.sourceSha256,
				contentSha256: contentHash({ version: version.id, from, reason }),
				signedAt: ctx.clock.now()
			}
		});
		const decision = input.decisionNumber?.normalize('NFC').trim() || null;
		const moved = await moveVersion(ctx, version, 'withdraw', subject, {
			comment: reason,
			expectedRowVersion: version.rowVersion,
			data: { effectiveTo: toDbDate(from), withdrawnAt: ctx.clock.now(), stateReason: reason },
			before: { state: version.state, until: fromDbDate(version.effectiveTo) },
			after: { from, decision, citing: citing.map((document) => document.code) }
		});
		await followTitles(ctx, [version.documentId]);
		await lapse(ctx, 'document', [version.documentId], ['issued', 'review_due', 'review_late']);
		if (from <= today(ctx)) await lapseRequests(ctx, { documentIds: [version.documentId] });
		await followPrints(ctx, [version.documentId]);
		await followCarryOver(ctx, [version.documentId]);
		await tell(ctx, version, from, reason, citing);
		return { state: moved.state, rowVersion: moved.rowVersion };
	});
}

/** The documents in force that cite this one on a day: shown before the withdrawal and recorded with it. */
export async function citingDocuments(ctx: Ctx, documentId: string, day: Day): Promise<BatchItem[]> {
	const references = await ctx.db.versionReference.findMany({
		where: { documentId, version: { AND: [inForceOn(day), { documentId: { not: documentId } }] } },
		select: { version: { select: { title: true, document: { select: { id: true, code: true } } } } },
		orderBy: { version: { document: { codeSort: 'asc' } } }
	});
	return references.map(({ version }) => ({ documentId: version.document.id, code: version.document.code, title: version.title }));
}

function requireWithdrawable(version: LoadedVersion, phase: string | undefined): void {
	const about = { state: version.state, event: 'withdraw' };
	if (version.state !== 'issued') throw new Conflict('illegal_transition', about);
	if (phase === 'upcoming') throw new Conflict('illegal_transition', { ...about, reason: 'is_revoke' });
	if (phase !== 'in_force') throw new Conflict('illegal_transition', { ...about, reason: 'not_in_force' });
}

/** From today at the earliest, and before the day on which the version ends anyway. */
function requireDay(ctx: Ctx, version: LoadedVersion, wanted: Day | null | undefined): Day {
	const from = wanted || today(ctx);
	if (!isDay(from)) throw new Invalid({ from: 'day_invalid' });
	if (from < today(ctx)) throw new Conflict('effective_in_past', { field: 'from' });
	const until = fromDbDate(version.effectiveTo);
	if (until !== null && from >= until) throw new Conflict('withdraw_after_end', { field: 'from', until });
	return from;
}

async function tell(ctx: Ctx, version: LoadedVersion, from: Day, reason: string, citing: readonly BatchItem[]): Promise<void> {
	const audience = peopleIn(version.document.audience, await peopleWith(ctx, version.unitId, roles));
	const about = { subjectType: 'document', subjectId: version.documentId, unitId: version.unitId } as const;
	await notify(ctx, {
		to: [...audience],
		kind: 'withdrawn',
		...about,
		params: { ...noticeParams(version), count: 1, day: formatDay(from), reason }
	});
	if (citing.length === 0) return;
	await notify(ctx, {
		to: await officersOf(ctx, version.unitId),
		kind: 'citing_withdrawn',
		...about,
		params: {
			...noticeParams(version),
			count: citing.length,
			day: formatDay(from)
		}
	});
}
