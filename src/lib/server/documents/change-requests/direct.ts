import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireReason, requireUser, tidy } from '../input.ts';
import { forgetNotices, loadRequest, moveRequest, requireNotDone, tell, type LoadedRequest, type RequestResult } from './facts.ts';
import type { RequestAct } from './triage.ts';

/** Drafters of the document and the one named in the request. */
async function draftersOf(ctx: Ctx, request: LoadedRequest): Promise<string[]> {
	const named = request.documentId
		? await ctx.db.documentDrafter.findMany({ where: { documentId: request.documentId }, select: { userId: true } })
		: [];
	return [...named.map(({ userId }) => userId), ...(request.drafterId ? [request.drafterId] : [])];
}

/**
 * A head who did not propose it accepts and says whether the change is editorial. The drafter named may from now on draft this document.
 * @throws Forbidden `separation_of_duties`; Conflict
 */
export function acceptRequest(ctx: Ctx, input: RequestAct & { changeClass: 'editorial' | 'substantive' }): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const me = userIdOf(ctx.actor);
		const moved = await moveRequest(ctx, request, 'accept', subject, {
			comment: tidy(input.comment) || null,
			expectedRowVersion: input.rowVersion,
			data: { changeClass: input.changeClass, acceptedById: me, acceptedAt: ctx.clock.now() },
			details: { changeClass: input.changeClass }
		});
		const { documentId, drafterId } = request;
		if (documentId && drafterId) await nameDrafter(ctx, request, documentId, drafterId, authorize(ctx, 'change_request.accept', subject));
		await forgetNotices(ctx, [request.id]);
		await tell(ctx, request, 'request_accepted', [...(await draftersOf(ctx, request)), request.proposerId]);
		return moved;
	});
}

/**
 * Without it whoever was named to write could not begin: drafts are made by officers and by drafters named to the document. Recorded with the
 * document, as if an officer had named them.
 */
async function nameDrafter(ctx: Ctx, request: LoadedRequest, documentId: string, userId: string, role: string): Promise<void> {
	const before = (await ctx.db.documentDrafter.findMany({ where: { documentId }, select: { userId: true } })).map((one) => one.userId);
	if (before.includes(userId)) return;
	const named = { documentId, userId, namedById: requireUser(ctx), namedAt: ctx.clock.now() };
	// Two requests about one document may be accepted at once.
	if ((await ctx.db.documentDrafter.createMany({ data: [named], skipDuplicates: true })).count === 0) return;
	await record(ctx, {
		event: 'document.manage',
		subjectType: 'document',
		subjectId: documentId,
		unitId: request.unitId,
		role,
		before: { drafters: before },
		after: { drafters: [...before, userId], number: request.number }
	});
}

/** A head gives more time. The first date stays. @throws Invalid (`day_past`, `unchanged`, reason); Conflict */
export function extendRequest(ctx: Ctx, input: RequestAct & { dueOn: Day }): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const comment = requireReason(input.comment);
		await requireNotDone(ctx, request, 'extend');
		if (!isDay(input.dueOn)) throw new Invalid({ dueOn: 'day_invalid' });
		if (input.dueOn < today(ctx)) throw new Invalid({ dueOn: 'day_in_past' });
		const before = fromDbDate(request.dueOn);
		if (before === input.dueOn) throw new Invalid({ dueOn: 'unchanged' });
		const moved = await moveRequest(ctx, request, 'extend', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			data: { dueOn: toDbDate(input.dueOn) },
			before: { state: request.state, due: before },
			details: { due: input.dueOn }
		});
		await forgetNotices(ctx, [request.id], ['request_extended']);
		await tell(ctx, request, 'request_extended', [request.proposerId], { day: input.dueOn, reason: comment });
		return moved;
	});
}

/** A head stops what was accepted. Open versions that are linked stay as they are: who keeps them decides. */
export function stopRequest(ctx: Ctx, input: RequestAct): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const comment = requireReason(input.comment);
		await requireNotDone(ctx, request, 'stop');
		const open = await ctx.db.changeRequestLink.findMany({
			where: { requestId: request.id, version: { state: { in: ['draft', 'in_review', 'in_approval', 'approved'] } } },
			select: { version: { select: { document: { select: { code: true } } } } }
		});
		const moved = await moveRequest(ctx, request, 'stop', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			closed: true,
			details: { openVersions: open.map(({ version }) => version.document.code) }
		});
		await forgetNotices(ctx, [request.id]);
		await tell(ctx, request, 'request_stopped', [...(await draftersOf(ctx, request)), request.proposerId], { reason: comment });
		return moved;
	});
}
