import { approveSentence, type Sentence } from '#lib/domain/documents/sentences.ts';
import { Conflict, Forbidden } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { absentOnes } from '#lib/server/permissions/in-place.ts';
import { proveSigner, type Signer } from '#lib/server/identity/signing.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { officersOf } from './eligibility.ts';
import { hasOpened } from './history.ts';
import { moveVersion, noticeParams, type ActInput, type ActResult } from './review.ts';
import { loadVersion, type LoadedVersion } from './version-facts.ts';

/**
 * V9: a head approves and signs. The signature keeps name, position and capacity of that moment, the meaning in words and the
 * SHA-256 of both files; it is an internal approval, never a "chữ ký số" (domain.md §5.2).
 * @param input.sha256 the reading PDF (or source, for a form) that the signer saw; another one is `content_changed`
 * @throws Conflict `signature_refused`, `content_changed`, `stale`, `illegal_transition`; Forbidden `separation_of_duties`
 */
export async function approveVersion(ctx: Ctx, input: ActInput & { password: string; sha256?: string | null }): Promise<ActResult> {
	const unitId = await requireApprovable(ctx, input.versionId);
	const signer = await proveSigner(ctx, unitId, input.password);
	return signApproval(ctx, signer, input);
}

/**
 * Before a password is asked: who may not approve learns it without spending an attempt. @returns the unit whose head signs
 * @throws NotFound, Forbidden, Conflict `illegal_transition`
 */
export async function requireApprovable(ctx: Ctx, versionId: string): Promise<string> {
	const { version, subject } = await loadVersion(ctx, versionId);
	authorize(ctx, 'version.approve', subject);
	if (version.state !== 'in_approval') throw new Conflict('illegal_transition', { state: version.state, event: 'approve' });
	return version.unitId;
}

/** The act itself, by a signer who has just proved who they are: signature, transition, trail and notices of one version. */
export async function signApproval(ctx: Ctx, signer: Signer, input: ActInput & { sha256?: string | null }): Promise<ActResult> {
	return transaction(ctx, async (ctx) => {
		const { version, subject, reviewers } = await loadVersion(ctx, input.versionId);
		if (input.sha256 && input.sha256 !== (version.pdfSha256 ?? version.sourceSha256)) throw new Conflict('content_changed');
		const persons = [signer.userId, ...(signer.delegationId === null ? [] : absentOnes(ctx.actor))];
		const reviewedByMe = subject.passerIds?.some((id) => persons.includes(id)) ?? false;
		if (version.state === 'in_approval' && reviewedByMe && !reviewers.exception) throw new Forbidden('separation_of_duties');
		const exception = reviewedByMe ? reviewers.exception : null;
		if (version.state === 'in_approval') {
			await ctx.db.signature.create({
				data: {
					meaning: 'approve_version',
					meaningText: approvalSentence(version).vi,
					versionId: version.id,
					round: version.round,
					userId: signer.userId,
					signerName: signer.signerName,
					position: signer.position,
					capacity: signer.capacity,
					delegationId: signer.delegationId,
					onBehalfOf: signer.onBehalfOf,
					pdfSha256: version.pdfSha256,
					sourceSha256: version.sourceSha256,
					exceptionId: exception?.id ?? null,
					notice: signer.notice,
					signedAt: ctx.clock.now()
				}
			});
		}
		const opened = await hasOpened(ctx, version.id);
		const moved = await moveVersion(ctx, version, 'approve', subject, {
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			opened,
			data: { exceptionId: exception?.id ?? null },
			after: { pdf: version.pdfSha256, source: version.sourceSha256, exception: exception?.number ?? null, opened, notice: signer.notice }
		});
		await lapse(ctx, 'version', [version.id], ['approval_asked']);
		await notify(ctx, {
			to: [...(await officersOf(ctx, version.unitId)), ...(subject.authorIds ?? [])],
			kind: 'approved',
			subjectType: 'version',
			subjectId: version.id,
			unitId: version.unitId,
			params: noticeParams(version)
		});
		return moved;
	});
}

/** What the signer is shown and the signature keeps. */
export function approvalSentence(version: LoadedVersion): Sentence {
	return approveSentence({ ...version, code: version.document.code, scheme: version.unit.numberingScheme }, version.pdfPages);
}
