import { acceptSentence } from '#lib/domain/audits/audit-sentences.ts';
import { signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { reopenFindings } from '#lib/server/corrective-actions/findings.ts';
import { raiseActionsOf } from '#lib/server/corrective-actions/raise.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { appointedIds, auditeeIds, forgetAuditNotices, moveAudit, tellOfAudit, type AuditAct, type AuditMoved } from './act.ts';
import { loadAudit, type LoadedAudit } from './facts.ts';

/**
 * A8: a head returns a report for its form. Its findings are drafts again; what they say of a grade is the lead's alone (conduct.ts).
 * @throws Forbidden; Conflict; Invalid `reason`
 */
export function returnReport(ctx: Ctx, input: AuditAct & { reason: string }): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		const comment = requireReason(input.reason, 'reason');
		const moved = await moveAudit(ctx, audit, 'return', subject, {
			rowVersion: input.rowVersion,
			comment,
			data: { stateReason: comment },
			after: { round: audit.reportRound }
		});
		await reopenFindings(ctx, { auditId: audit.id });
		await forgetAuditNotices(ctx, [audit.id], ['audit_reported']);
		await tellOfAudit(
			ctx,
			audit,
			'audit_returned',
			audit.team.filter(({ role }) => role === 'lead').map(({ userId }) => userId),
			{ reason: comment }
		);
		return moved;
	});
}

/** Nonconformities without an action or an accepted correction: what an acceptance raises actions for. */
export function unansweredFindings(ctx: Ctx, audit: Pick<LoadedAudit, 'id'>) {
	return ctx.db.finding.findMany({
		where: { auditId: audit.id, state: 'fixed', grade: { in: ['major', 'minor'] }, correctiveActionFinding: { none: {} } },
		orderBy: { number: 'asc' },
		select: { id: true, number: true, grade: true, clause: true, statement: true, area: { select: { name: true } } }
	});
}

/**
 * A9: a head accepts the report and signs. Actions are raised for the nonconformities that have none; the audit closes and does not wait for
 * them. The head has seen which: `findingIds` are those of the page, other ones are `stale`.
 * @throws Conflict `signature_refused`, `stale`, `illegal_transition`; Forbidden
 */
export async function acceptReport(
	ctx: Ctx,
	input: AuditAct & { password: string; findingIds?: readonly string[] }
): Promise<AuditMoved & { actions: readonly { id: string; number: string }[] }> {
	const shown = await loadAudit(ctx, input.auditId);
	authorize(ctx, 'audit.decide', shown.subject);
	const signer = await proveSigner(ctx, shown.audit.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from internal_audit where id = ${input.auditId}::uuid for no key update`;
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		const open = audit.state === 'reported' ? await unansweredFindings(ctx, audit) : [];
		const seen = input.findingIds;
		if (seen && (seen.length !== open.length || open.some(({ id }) => !seen.includes(id))))
			throw new Conflict('stale', { state: audit.state, rowVersion: audit.rowVersion });
		const { contentSha256 } = await signAct(ctx, {
			subjectType: 'audit',
			subjectId: audit.id,
			meaning: 'accept_report',
			meaningText: acceptSentence(audit, open.length).vi,
			unitId: audit.unitId,
			signer,
			content: { audit: audit.id, number: audit.number, round: audit.reportRound, raises: open.map(({ id }) => id) }
		});
		const moved = await moveAudit(ctx, audit, 'accept', subject, {
			rowVersion: input.rowVersion ?? shown.audit.rowVersion,
			data: { closedAt: ctx.clock.now() },
			after: { raises: open.map(({ number }) => number), contentSha256 }
		});
		const actions = await raiseActionsOf(ctx, { auditId: audit.id });
		await forgetAuditNotices(ctx, [audit.id]);
		await tellOfAudit(ctx, audit, 'audit_accepted', [...new Set([...appointedIds(audit), ...auditeeIds(audit)])]);
		return { ...moved, actions: actions.map(({ id, number }) => ({ id, number })) };
	});
}
