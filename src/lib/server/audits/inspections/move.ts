import { percentOf } from '#lib/domain/audits/inspection-points.ts';
import type { InspectionEvent, InspectionState } from '#lib/domain/audits/inspection-lifecycle.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireOpenUnit, unitOn } from '#lib/server/documents/unit-facts.ts';
import { transition, type TransitionInput } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { LoadedInspection } from './facts.ts';
import { inspectionMachine } from './machine.ts';

/** What every act on an inspection names. `rowVersion`: the person's copy; another one is `stale`. */
export type InspectionActInput = { readonly inspectionId: string; readonly rowVersion?: number };
export type InspectionResultOfAct = { state: InspectionState; rowVersion: number };

/**
 * Moves an inspection and adds the act to its history, beside the trail's row in the unit's chain. What was asked for in the state before is
 * over: its open notices go.
 * @throws Conflict `unit_closed`, and as `transition`
 */
export async function moveInspection(
	ctx: Ctx,
	inspection: LoadedInspection,
	event: InspectionEvent,
	subject: Subject,
	input: TransitionInput & { details?: Prisma.InputJsonObject; kept?: Prisma.InputJsonObject } = {}
): Promise<InspectionResultOfAct> {
	const { details = {}, kept = {}, ...rest } = input;
	if (event !== 'cancel' && event !== 'end_with_unit') await requireOpenUnit(ctx, inspection.unitId, today(ctx));
	const { state, rowVersion } = await transition(ctx, inspectionMachine, inspection, event, subject, {
		...rest,
		after: { cycle: inspection.cycle.number, ...details }
	});
	await addAct(ctx, inspection.id, event, rest.comment ?? null, { ...details, ...kept });
	if (state !== inspection.state) await lapse(ctx, 'inspection', [inspection.id]);
	return { state, rowVersion };
}

/**
 * An act that changes nothing of the inspection itself: named people, a longer time, a reminder. Held to the table all the same, and to the
 * state as it is now: the row is locked.
 */
export async function actOnInspection(
	ctx: Ctx,
	inspection: LoadedInspection,
	event: InspectionEvent,
	subject: Subject,
	input: { action: Action; comment?: string | null; details?: Prisma.InputJsonObject; before?: Prisma.InputJsonObject; rowVersion?: number }
): Promise<void> {
	await holdInState(ctx, inspection, event, input.rowVersion);
	const role = authorize(ctx, input.action, subject);
	await record(ctx, {
		event: `${inspectionMachine.subjectType}.${event}`,
		subjectType: 'inspection',
		subjectId: inspection.id,
		unitId: inspection.unitId,
		role,
		...(input.before ? { before: input.before } : {}),
		after: { cycle: inspection.cycle.number, ...input.details },
		comment: input.comment ?? null
	});
	await addAct(ctx, inspection.id, event, input.comment ?? null, input.details ?? {});
}

/**
 * Holds the inspection in the state that it has now, to the end of the transaction.
 * @throws Conflict `illegal_transition` when no row of the table fits that state; `stale`
 */
export async function holdInState(ctx: Ctx, inspection: LoadedInspection, event: InspectionEvent, rowVersion?: number): Promise<void> {
	const [now] = await ctx.db.$queryRaw<{ state: InspectionState; rowVersion: number }[]>`
		select state::text as state, row_version as "rowVersion" from inspection where id = ${inspection.id}::uuid for share`;
	const state = now?.state ?? inspection.state;
	if (rowVersion !== undefined && now && rowVersion !== now.rowVersion) throw new Conflict('stale', now);
	const fits = inspectionMachine.table.some((row) => row.event === event && row.from.includes(state));
	if (!fits) throw new Conflict('illegal_transition', { state, event });
}

export async function addAct(
	ctx: Ctx,
	inspectionId: string,
	event: string,
	text: string | null,
	details: Prisma.InputJsonObject = {}
): Promise<void> {
	await ctx.db.inspectionAct.create({
		data: { inspectionId, event, userId: userIdOf(ctx.actor), at: ctx.clock.now(), text: text || null, details }
	});
}

/** Who is told on the unit's side: officers and heads. */
export async function unitPeople(ctx: Ctx, unitId: string): Promise<string[]> {
	return [...new Set([...(await officersOf(ctx, unitId)), ...(await headsOf(ctx, unitId))])];
}

export function teamPeople(inspection: LoadedInspection): string[] {
	return inspection.team?.cycleTeamMemberTeam.map(({ userId }) => userId) ?? [];
}

export function leadPeople(inspection: LoadedInspection): string[] {
	return inspection.team?.cycleTeamMemberTeam.filter(({ isLead }) => isLead).map(({ userId }) => userId) ?? [];
}

export function helperPeople(inspection: LoadedInspection): string[] {
	return inspection.inspectionHelperInspection.map(({ userId }) => userId);
}

export async function tellInspection(
	ctx: Ctx,
	inspection: LoadedInspection,
	kind: NoticeKind,
	to: readonly string[],
	more: { day?: Day | null; reason?: string | null; score?: { points: number; maxPoints: number } } = {}
): Promise<void> {
	const unit = await unitOn(ctx, inspection.unitId, today(ctx));
	const day = more.day ?? fromDbDate(inspection.visitOn);
	const { score } = more;
	await notify(ctx, {
		to,
		kind,
		subjectType: 'inspection',
		subjectId: inspection.id,
		unitId: inspection.unitId,
		params: {
			number: inspection.cycle.number,
			title: inspection.cycle.title,
			unit: unit?.name ?? '',
			...(day ? { day: formatDay(day) } : {}),
			...(more.reason ? { reason: more.reason } : {}),
			...(score ? { what: scoreWords(score) } : {})
		}
	});
}

/** `42,5/60 (70%)`: figures alone, the same in both languages but for the comma, which people write. */
function scoreWords({ points, maxPoints }: { points: number; maxPoints: number }): string {
	const percent = percentOf(points, maxPoints);
	return `${String(points).replace('.', ',')}/${maxPoints}${percent === null ? '' : ` (${percent}%)`}`;
}
