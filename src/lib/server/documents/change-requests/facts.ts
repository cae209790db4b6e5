import type { RequestEvent, RequestState } from '#lib/domain/documents/change-requests.ts';
import { decide, type Subject } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { formatDay } from '#lib/format.ts';
import { transition, type TransitionInput } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { requestMachine } from '../machines.ts';
import { requireOpenUnit } from '../unit-facts.ts';

export const requestSelect = {
	id: true,
	unitId: true,
	number: true,
	kind: true,
	source: true,
	state: true,
	documentId: true,
	title: true,
	proposerId: true,
	drafterId: true,
	consideredById: true,
	dueOn: true,
	firstDueOn: true,
	onlyOfficer: true,
	rowVersion: true,
	document: { select: { code: true, kindCode: true } }
} as const satisfies Prisma.ChangeRequestSelect;

export type LoadedRequest = Prisma.ChangeRequestGetPayload<{ select: typeof requestSelect }>;

/** What the policy asks of a request: author is who proposed it, drafter who was named to write. */
export function requestSubject(request: { unitId: string; proposerId: string | null; drafterId: string | null }): Subject {
	return {
		unitId: request.unitId,
		authorIds: request.proposerId ? [request.proposerId] : [],
		drafterIds: request.drafterId ? [request.drafterId] : []
	};
}

/** A request that this actor may see; else it does not exist: 404. */
export async function loadRequest(ctx: Ctx, requestId: string): Promise<{ request: LoadedRequest; subject: Subject }> {
	const where = { id: requestId };
	const request = isUuid(requestId) ? await ctx.db.changeRequest.findUnique({ where, select: requestSelect }) : null;
	if (!request) throw new NotFound('change_request_not_found');
	const subject = requestSubject(request);
	if (!decide(ctx.actor, 'change_request.read', subject).allowed) throw new NotFound('change_request_not_found');
	return { request, subject };
}

/** The day on which the last of what is linked took effect; null while one waits. */
export async function doneOn(ctx: Ctx, requestId: string): Promise<Day | null> {
	const [row] = await ctx.db.$queryRaw<{ day: Date | null }[]>`select eiso_change_request_done_on(${requestId}::uuid) as day`;
	return fromDbDate(row?.day ?? null);
}

/** @throws Conflict `illegal_transition` for an accepted request whose work took effect already, whether the job that says so has run or not */
export async function requireNotDone(ctx: Ctx, request: LoadedRequest, event: RequestEvent): Promise<void> {
	if (request.state === 'accepted' && (await doneOn(ctx, request.id)) !== null)
		throw new Conflict('illegal_transition', { state: 'done', event });
}

export type RequestResult = { state: RequestState; rowVersion: number };

/** Moves a request and adds the act to its history, beside the trail's row. @throws Conflict `unit_closed`, and as `transition` */
export async function moveRequest(
	ctx: Ctx,
	request: LoadedRequest,
	event: RequestEvent,
	subject: Subject,
	input: TransitionInput & { details?: Prisma.InputJsonObject; closed?: boolean } = {}
): Promise<RequestResult> {
	const { details = {}, closed = false, ...rest } = input;
	if (event !== 'finish' && event !== 'end') await requireOpenUnit(ctx, request.unitId, today(ctx));
	const end = closed ? { closedAt: ctx.clock.now(), closedReason: rest.comment ?? null } : {};
	const { state, rowVersion } = await transition(ctx, requestMachine, request, event, subject, {
		...rest,
		data: { ...rest.data, ...end },
		after: { number: request.number, ...details }
	});
	await addEvent(ctx, request.id, event, rest.comment ?? null, details);
	return { state, rowVersion };
}

export async function addEvent(
	ctx: Ctx,
	requestId: string,
	event: RequestEvent | 'propose',
	text: string | null,
	details: Prisma.InputJsonObject = {}
): Promise<void> {
	await ctx.db.changeRequestEvent.create({
		data: { requestId, event, userId: userIdOf(ctx.actor), at: ctx.clock.now(), text: text || null, details }
	});
}

/** What notices about a request carry. */
export function requestParams(request: Pick<LoadedRequest, 'number' | 'title' | 'document'>): Record<string, string> {
	return { number: request.number, code: request.document?.code ?? request.number, title: request.title };
}

export async function tell(
	ctx: Ctx,
	request: LoadedRequest,
	kind: NoticeKind,
	to: readonly (string | null)[],
	more: { reason?: string; day?: Day; barred?: readonly (string | null)[] } = {}
): Promise<void> {
	await notify(ctx, {
		to,
		barred: more.barred,
		kind,
		subjectType: 'change_request',
		subjectId: request.id,
		unitId: request.unitId,
		params: {
			...requestParams(request),
			...(more.reason ? { reason: more.reason } : {}),
			...(more.day ? { day: formatDay(more.day) } : {})
		}
	});
}

/** What was said of the state before is over. */
export function forgetNotices(ctx: Ctx, requestIds: readonly string[], kinds?: readonly NoticeKind[]): Promise<void> {
	return lapse(ctx, 'change_request', requestIds, kinds);
}
