import type { AuditEvent, AuditState } from '#lib/domain/audits/audit-lifecycle.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { transition, type TransitionInput } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { LoadedAudit } from './facts.ts';
import { auditMachine } from './machine.ts';

/** What every act on an audit takes. */
export type AuditAct = { readonly auditId: string; readonly rowVersion?: number };
export type AuditMoved = { readonly state: AuditState; readonly rowVersion: number };

/** Moves an audit in a unit that is open. Recorded as `audit.<event>` with its number. @throws Conflict `unit_closed`, and as `transition` */
export async function moveAudit(
	ctx: Ctx,
	audit: LoadedAudit,
	event: Exclude<AuditEvent, 'answer' | 'raise_finding' | 'end'>,
	subject: Subject,
	input: Omit<TransitionInput, 'after'> & { after?: Prisma.InputJsonObject; rowVersion?: number } = {}
): Promise<AuditMoved> {
	await requireOpenUnit(ctx, audit.unitId, today(ctx));
	const { rowVersion, after, ...rest } = input;
	const moved = await transition(ctx, auditMachine, audit, event, subject, {
		...rest,
		expectedRowVersion: rowVersion,
		after: { number: audit.number, ...after }
	});
	return { state: moved.state, rowVersion: moved.rowVersion };
}

/** Those a head appointed and who did not leave the team. */
export function appointedIds(audit: LoadedAudit): string[] {
	return audit.team.filter(({ appointed }) => appointed).map(({ userId }) => userId);
}

export function auditeeIds(audit: LoadedAudit): string[] {
	return [...new Set(audit.areas.flatMap((area) => area.people.map(({ userId }) => userId)))];
}

export async function tellOfAudit(
	ctx: Ctx,
	audit: Pick<LoadedAudit, 'id' | 'unitId' | 'number' | 'title' | 'firstDay'>,
	kind: NoticeKind,
	to: readonly string[],
	more: { reason?: string; day?: Day } = {}
): Promise<void> {
	await notify(ctx, {
		to,
		kind,
		subjectType: 'audit',
		subjectId: audit.id,
		unitId: audit.unitId,
		params: {
			number: audit.number,
			title: audit.title,
			day: formatDay(more.day ?? audit.firstDay),
			...(more.reason === undefined ? {} : { reason: more.reason })
		}
	});
}

/** What was said of the state before is over. */
export function forgetAuditNotices(ctx: Ctx, auditIds: readonly string[], kinds?: readonly NoticeKind[]): Promise<void> {
	return lapse(ctx, 'audit', auditIds, kinds);
}
