import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { appointedIds, auditeeIds, forgetAuditNotices, moveAudit, tellOfAudit, type AuditAct, type AuditMoved } from './act.ts';
import { auditSubject, findAudit, loadAudit, type LoadedAudit } from './facts.ts';
import { auditMachine } from './machine.ts';
import { releaseFollowUps } from './questions.ts';

/** Before it is announced only the team knows of an audit. */
function whoKnows(audit: LoadedAudit): string[] {
	return [...new Set([...appointedIds(audit), ...(audit.state === 'planned' ? [] : auditeeIds(audit))])];
}

/**
 * A10: a head puts it off to later days. It is planned again: the first day stays, the timetable is mended, the plan is sent anew, and whether
 * everybody is valid on the new days is looked at then.
 * @throws Forbidden; Conflict; Invalid `reason`, `startsOn`, `endsOn`
 */
export function postponeAudit(ctx: Ctx, input: AuditAct & { reason: string; startsOn: Day; endsOn: Day }): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		const comment = requireReason(input.reason, 'reason');
		const { startsOn, endsOn } = input;
		if (!isDay(startsOn)) throw new Invalid({ startsOn: 'day_invalid' });
		if (!isDay(endsOn)) throw new Invalid({ endsOn: 'day_invalid' });
		if (startsOn < today(ctx)) throw new Invalid({ startsOn: 'day_in_past' });
		if (endsOn < startsOn) throw new Invalid({ endsOn: 'day_order' });
		await requireOpenUnit(ctx, audit.unitId, startsOn);
		if (startsOn === audit.firstDay && endsOn === audit.lastDay) throw new Invalid({ startsOn: 'unchanged' });
		const knew = whoKnows(audit);
		const moved = await moveAudit(ctx, audit, 'postpone', subject, {
			rowVersion: input.rowVersion,
			comment,
			data: { startsOn: toDbDate(startsOn), endsOn: toDbDate(endsOn), stateReason: comment, notifiedAt: null, shortNoticeReason: null },
			before: { state: audit.state, from: audit.firstDay, to: audit.lastDay },
			after: { from: startsOn, to: endsOn }
		});
		await forgetAuditNotices(ctx, [audit.id], ['audit_notified', 'audit_postponed']);
		await tellOfAudit(ctx, audit, 'audit_postponed', knew, { reason: comment, day: startsOn });
		return moved;
	});
}

/** A10: a head cancels it before it began. Questions that were to return wait for the next audit. @throws Forbidden; Conflict; Invalid */
export function cancelAudit(ctx: Ctx, input: AuditAct & { reason: string }): Promise<AuditMoved> {
	return endByHead(ctx, input, 'cancel', 'audit_cancelled');
}

/** A11: a head stops it. What was answered stays; it counts as not done. @throws as `cancelAudit` */
export function stopAudit(ctx: Ctx, input: AuditAct & { reason: string }): Promise<AuditMoved> {
	return endByHead(ctx, input, 'stop', 'audit_stopped');
}

function endByHead(
	ctx: Ctx,
	input: AuditAct & { reason: string },
	event: 'cancel' | 'stop',
	kind: 'audit_cancelled' | 'audit_stopped'
): Promise<AuditMoved> {
	return transaction(ctx, async (ctx) => {
		const { audit, subject } = await loadAudit(ctx, input.auditId);
		const comment = requireReason(input.reason, 'reason');
		const knew = event === 'cancel' ? whoKnows(audit) : appointedIds(audit);
		const moved = await moveAudit(ctx, audit, event, subject, {
			rowVersion: input.rowVersion,
			comment,
			data: { stateReason: comment, closedAt: ctx.clock.now() }
		});
		await releaseFollowUps(ctx, audit.id);
		await forgetAuditNotices(ctx, [audit.id]);
		await tellOfAudit(ctx, audit, kind, knew, { reason: comment });
		return moved;
	});
}

/**
 * The end of a unit (states.md §11): planned and notified audits are cancelled by the event, those that began are stopped by the system.
 * @returns their numbers
 */
export async function endAudits(ctx: Ctx, unitId: string, reason: string): Promise<string[]> {
	const open = await ctx.db.internalAudit.findMany({
		where: { unitId, state: { in: ['planned', 'notified', 'in_progress', 'reported'] } },
		orderBy: { number: 'asc' },
		select: { id: true }
	});
	const numbers: string[] = [];
	for (const { id } of open) {
		const audit = await findAudit(ctx, id);
		await transition(ctx, auditMachine, audit, 'end', auditSubject(audit), {
			follows: 'A12',
			comment: reason,
			data: { stateReason: reason, closedAt: ctx.clock.now() },
			after: { number: audit.number }
		});
		numbers.push(audit.number);
	}
	await forgetAuditNotices(
		ctx,
		open.map(({ id }) => id)
	);
	return numbers;
}
