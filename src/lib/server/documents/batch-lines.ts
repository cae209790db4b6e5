import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { answerRequests } from './change-requests/links.ts';
import { requireReason } from './input.ts';

/** What a batch does: puts versions in force, withdraws documents. */
export type BatchLines = {
	versionIds: readonly string[];
	withdrawals?: readonly { documentId: string; reason: string }[];
};

export type LineRow = { documentId: string; versionId: string | null; withdraws: boolean; reason: string | null };

/**
 * The lines of a batch: all of the same unit, versions approved, documents to withdraw in force, one line per document. What is
 * not the unit's own is unknown, whether it exists elsewhere or not.
 * @throws Invalid `version_unknown`, `document_unknown`, `line_twice`, `reason_required`; Conflict `illegal_transition`,
 * `change_request_required` for a withdrawal that nobody asked for
 */
export async function requireLines(ctx: Ctx, unitId: string, input: BatchLines): Promise<LineRow[]> {
	const versionIds = [...new Set(input.versionIds)];
	const withdrawals = input.withdrawals ?? [];
	const versions = await ctx.db.version.findMany({
		where: { id: { in: versionIds }, unitId },
		select: { id: true, documentId: true, state: true, document: { select: { code: true } } }
	});
	if (versions.length !== versionIds.length) throw new Invalid({ versionIds: 'version_unknown' });
	const unready = versions.find((version) => version.state !== 'approved');
	if (unready)
		throw new Conflict('illegal_transition', { event: 'issue', state: unready.state, code: unready.document.code, id: unready.id });

	const lines = [
		...versions.map((version) => ({ documentId: version.documentId, versionId: version.id, withdraws: false, reason: null })),
		...withdrawals.map(({ documentId, reason }) => ({
			documentId,
			versionId: null,
			withdraws: true,
			reason: requireReason(reason, 'withdrawals')
		}))
	];
	if (new Set(lines.map((line) => line.documentId)).size !== lines.length) throw new Invalid({ versionIds: 'line_twice' });
	await requireWithdrawable(
		ctx,
		unitId,
		withdrawals.map((line) => line.documentId)
	);
	return lines;
}

async function requireWithdrawable(ctx: Ctx, unitId: string, documentIds: readonly string[]): Promise<void> {
	if (documentIds.length === 0) return;
	const documents = await ctx.db.document.findMany({
		where: { id: { in: [...documentIds] }, unitId },
		select: {
			id: true,
			code: true,
			kindCode: true,
			versions: { where: { state: 'issued', ...inForceOn(today(ctx)) }, select: { id: true } }
		}
	});
	if (documents.length !== documentIds.length) throw new Invalid({ withdrawals: 'document_unknown' });
	const idle = documents.find((document) => document.versions.length === 0);
	if (idle) throw new Conflict('illegal_transition', { event: 'withdraw', reason: 'not_in_force', code: idle.code, id: idle.id });
	await answerRequests(
		ctx,
		unitId,
		'withdrawal',
		documents.map((document) => ({ ...document, versionId: null }))
	);
}
