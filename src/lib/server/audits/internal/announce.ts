import { addDays } from '#lib/domain/shared/day.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { appointedIds, auditeeIds, forgetAuditNotices, moveAudit, tellOfAudit, type AuditAct, type AuditMoved } from './act.ts';
import { loadAudit } from './facts.ts';
import { planGaps } from './missing.ts';
import { planContent } from './plan-content.ts';
import { freezeQuestions } from './questions.ts';
import { holdTimes } from './timetable.ts';

/** How long before its first day an audit is announced without giving a reason. */
export const noticeDays = 7;

/**
 * A3: sends the plan. It is kept as sent, with the independence sheets, and the checklist's questions are copied. Whoever is audited is told.
 * @throws Conflict `plan_incomplete` with `gaps` (codes of missing.ts), `not_independent`, `unit_closed` on its first day, `stale`; Forbidden;
 * Invalid `shortNoticeReason` when the first day is nearer than seven days, `startsOn` when it is over
 */
export function announceAudit(ctx: Ctx, input: AuditAct & { shortNoticeReason?: string | null }): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		authorize(ctx, 'audit.prepare', subject);
		if (audit.state === 'planned') {
			await holdTimes(ctx, audit);
			const { gaps, problems } = await planGaps(ctx, audit);
			if (gaps.length > 0) throw new Conflict('plan_incomplete', { gaps, items: problems });
		}
		const day = today(ctx);
		const planned = audit.state === 'planned';
		// In another state the table refuses it, and not what would be wrong with the form.
		if (planned && audit.firstDay < day) throw new Invalid({ startsOn: 'day_in_past' });
		// Nobody is invited to a day on which the unit is no more.
		if (planned) await requireOpenUnit(ctx, audit.unitId, audit.firstDay);
		const short = audit.firstDay < addDays(day, noticeDays);
		const reason = tidy(input.shortNoticeReason) || null;
		if (planned && short && reason === null) throw new Invalid({ shortNoticeReason: `short_notice:${noticeDays}` });
		const questions = audit.state === 'planned' ? await freezeQuestions(ctx, audit) : 0;
		const plan = await planContent(ctx, audit);
		const moved = await moveAudit(ctx, audit, 'notify', subject, {
			rowVersion: input.rowVersion,
			comment: short ? reason : null,
			data: { plan, notifiedAt: ctx.clock.now(), shortNoticeReason: short ? reason : null },
			after: { from: audit.firstDay, to: audit.lastDay, questions, checklistVersion: audit.checklistVersionId }
		});
		await forgetAuditNotices(ctx, [audit.id], ['audit_postponed']);
		const team = new Set(appointedIds(audit));
		await tellOfAudit(
			ctx,
			audit,
			'audit_notified',
			auditeeIds(audit).filter((id) => !team.has(id))
		);
		return moved;
	});
}
