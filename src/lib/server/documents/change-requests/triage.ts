import type { DeclineGround } from '#lib/domain/documents/change-requests.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { activeMembership, headsOf, officersOf, peopleWith } from '../eligibility.ts';
import { requireReason, tidy } from '../input.ts';
import { forgetNotices, loadRequest, moveRequest, tell, type RequestResult } from './facts.ts';
import { reachOf } from './reach.ts';

export type RequestAct = { requestId: string; comment?: string | null; rowVersion?: number };

/** The officer asks the proposer back. @throws Forbidden, Conflict, Invalid (text) */
export function askBack(ctx: Ctx, input: RequestAct): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const comment = requireReason(input.comment);
		const moved = await moveRequest(ctx, request, 'ask', subject, { comment, expectedRowVersion: input.rowVersion });
		await forgetNotices(ctx, [request.id], ['request_answered', 'request_proposed']);
		await tell(ctx, request, 'request_asked', [request.proposerId], { reason: comment });
		return moved;
	});
}

/** The proposer answers or adds. Whoever asked is told, else the officers. */
export function answerBack(ctx: Ctx, input: RequestAct): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const comment = requireReason(input.comment);
		const moved = await moveRequest(ctx, request, 'answer', subject, { comment, expectedRowVersion: input.rowVersion });
		const asked = await ctx.db.changeRequestEvent.findFirst({
			where: { requestId: request.id, event: 'ask' },
			orderBy: { at: 'desc' },
			select: { userId: true }
		});
		await forgetNotices(ctx, [request.id], ['request_asked']);
		await tell(ctx, request, 'request_answered', asked ? [asked.userId] : await officersOf(ctx, request.unitId), { reason: comment });
		return moved;
	});
}

/** The proposer takes it back before it was considered. */
export function withdrawRequest(ctx: Ctx, input: RequestAct): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const moved = await moveRequest(ctx, request, 'withdraw', subject, {
			comment: tidy(input.comment) || null,
			expectedRowVersion: input.rowVersion,
			closed: true
		});
		await forgetNotices(ctx, [request.id]);
		await tell(ctx, request, 'request_withdrawn', await officersOf(ctx, request.unitId));
		return moved;
	});
}

export type ConsiderInput = RequestAct & {
	opinion: string;
	/** What it means for people and papers, in words. */
	impact?: string | null;
	/** Other documents of the unit that have to change too. */
	touched?: readonly string[];
	drafterId: string;
	dueOn: Day;
};

/**
 * An officer who did not propose it gives an opinion and names drafter and day. What the change reaches is kept as it is at this moment. The
 * only officer of a unit may consider what they proposed, and the request shows that.
 * @throws Forbidden `separation_of_duties`; Conflict; Invalid by field
 */
export function considerRequest(ctx: Ctx, input: ConsiderInput): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const me = userIdOf(ctx.actor);
		const own = me !== null && request.proposerId === me;
		const onlyOfficer = own && (await officersOf(ctx, request.unitId)).every((id) => id === me);
		const opinion = tidy(input.opinion);
		const impact = tidy(input.impact);
		const touched = [...new Set(input.touched ?? [])].filter((id) => id !== request.documentId);
		const fields = await wrongFields(ctx, request.unitId, { ...input, opinion, impact, touched });
		const allowed = may(ctx.actor, onlyOfficer ? 'change_request.consider_own' : 'change_request.consider', subject);
		// Who may not do it is told so, and not what would be wrong with the form.
		if (allowed && request.state === 'proposed' && Object.keys(fields).length > 0) throw new Invalid(fields);
		const reach = await reachOf(ctx, request.unitId, request.documentId);
		const due = isDay(input.dueOn) ? toDbDate(input.dueOn) : null;
		const moved = await moveRequest(ctx, request, 'consider', subject, {
			comment: opinion,
			expectedRowVersion: input.rowVersion,
			rowId: onlyOfficer ? 'R4o' : 'R4',
			data: {
				opinion,
				impact,
				reach,
				drafterId: input.drafterId,
				dueOn: due,
				firstDueOn: due,
				consideredById: me,
				consideredAt: ctx.clock.now(),
				onlyOfficer
			},
			details: { drafter: input.drafterId, due: input.dueOn, ...(onlyOfficer ? { onlyOfficer } : {}) }
		});
		await ctx.db.changeRequestDocument.createMany({ data: touched.map((documentId) => ({ requestId: request.id, documentId })) });
		const people = await peopleWith(ctx, request.unitId, ['reviewer']);
		await forgetNotices(ctx, [request.id]);
		const told = [...(await headsOf(ctx, request.unitId)), ...people.map(({ userId }) => userId)];
		await tell(ctx, request, 'request_considered', told, { barred: [request.proposerId] });
		return moved;
	});
}

async function wrongFields(
	ctx: Ctx,
	unitId: string,
	input: { opinion: string; impact: string; touched: readonly string[]; drafterId: string; dueOn: string }
): Promise<Record<string, string>> {
	const fields: Record<string, string> = {};
	if (input.opinion === '') fields.opinion = 'required';
	if (input.opinion.length > 2_000) fields.opinion = 'too_long:2000';
	if (input.impact.length > 4_000) fields.impact = 'too_long:4000';
	if (!isDay(input.dueOn)) fields.dueOn = 'day_invalid';
	else if (input.dueOn < today(ctx)) fields.dueOn = 'day_in_past';
	const drafter = isUuid(input.drafterId)
		? await ctx.db.membership.count({
				where: { ...activeMembership(today(ctx), unitId, ['drafter', 'officer', 'reviewer', 'head', 'reader']), userId: input.drafterId }
			})
		: 0;
	if (drafter === 0) fields.drafterId = 'person_unknown';
	const ids = input.touched.filter(isUuid);
	const known =
		ids.length === input.touched.length ? await ctx.db.document.count({ where: { id: { in: ids }, unitId, status: 'open' } }) : -1;
	if (known !== input.touched.length || input.touched.length > 100) fields.touched = 'document_unknown';
	return fields;
}

/**
 * Says no, with a reason: an officer that it is a duplicate or out of scope, a head for any reason.
 * @throws Forbidden `decline_other_by_head` when an officer gives another ground
 */
export function declineRequest(ctx: Ctx, input: RequestAct & { ground: DeclineGround }): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		const comment = requireReason(input.comment);
		if (input.ground === 'other' && may(ctx.actor, 'change_request.decline', subject) && !may(ctx.actor, 'change_request.direct', subject))
			throw new Forbidden('decline_other_by_head');
		const moved = await moveRequest(ctx, request, 'decline', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			closed: true,
			details: { ground: input.ground }
		});
		await forgetNotices(ctx, [request.id]);
		await tell(ctx, request, 'request_declined', [request.proposerId], { reason: comment });
		return moved;
	});
}
