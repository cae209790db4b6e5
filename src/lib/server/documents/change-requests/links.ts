import type { ChangeRule } from '#lib/domain/documents/change-requests.ts';
import { needsRequest } from '#lib/domain/documents/change-requests.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import {
	doneOn,
	loadRequest,
	moveRequest,
	requestSelect,
	requestSubject,
	requireNotDone,
	type LoadedRequest,
	type RequestResult
} from './facts.ts';
import { changeRule } from './rules.ts';
import type { RequestAct } from './triage.ts';

type Purpose = 'issue' | 'withdraw';
export type LinkInput = RequestAct & { versionId: string; purpose?: Purpose };

/**
 * The officer names what came of a request: a draft or issued version of the unit, or the version in force that is to be withdrawn.
 * @throws Invalid `version_unknown` (another unit's, cancelled), `linked_already`; Conflict
 */
export function linkRequest(ctx: Ctx, input: LinkInput): Promise<RequestResult> {
	return transaction(ctx, async (ctx) => {
		const { request, subject } = await loadRequest(ctx, input.requestId);
		await requireNotDone(ctx, request, 'link');
		const version = isUuid(input.versionId)
			? await ctx.db.version.findFirst({
					where: { id: input.versionId, unitId: request.unitId, state: { not: 'cancelled' } },
					select: { id: true, requestLinks: { where: { requestId: request.id } } }
				})
			: null;
		if (!version) throw new Invalid({ versionId: 'version_unknown' });
		if (version.requestLinks.length > 0) throw new Invalid({ versionId: 'linked_already' });
		const purpose = input.purpose ?? (request.kind === 'withdraw' ? 'withdraw' : 'issue');
		const moved = await moveRequest(ctx, request, 'link', subject, {
			expectedRowVersion: input.rowVersion,
			details: { version: version.id, purpose }
		});
		await addLink(ctx, request.id, version.id, purpose, userIdOf(ctx.actor));
		return moved;
	});
}

async function addLink(ctx: Ctx, requestId: string, versionId: string, purpose: Purpose, linkedById: string | null): Promise<void> {
	await ctx.db.changeRequestLink.create({ data: { requestId, versionId, purpose, linkedById, linkedAt: ctx.clock.now() } });
}

/**
 * What a new draft or a withdrawal owes to requests, in its transaction: accepted ones about exactly this document are linked to it. Where
 * the unit wants a request for such a change and there is none, it is refused.
 * @throws Conflict `change_request_required`, with the document to propose for
 */
export async function answerRequests(
	ctx: Ctx,
	document: { id: string; unitId: string; kindCode: string },
	act: 'revision' | 'withdrawal',
	/** The draft; none yet: only what is owed is asked. */
	versionId: string | null,
	/** Known already, for many documents at once. */
	rule?: ChangeRule
): Promise<void> {
	const waiting = await waitingRequests(ctx, document.id, act);
	if (waiting.length === 0 && needsRequest(rule ?? (await changeRule(ctx, document.unitId)), act, document.kindCode))
		throw new Conflict('change_request_required', { documentId: document.id, act });
	if (versionId === null) return;
	const purpose = act === 'revision' ? 'issue' : 'withdraw';
	for (const request of waiting) {
		if ((await ctx.db.changeRequestLink.count({ where: { requestId: request.id, versionId } })) > 0) continue;
		await moveRequest(ctx, request, 'link', requestSubject(request), { follows: 'R7f', details: { version: versionId, purpose } });
		await addLink(ctx, request.id, versionId, purpose, null);
	}
}

/** Accepted requests for this act on this document that are not done. */
async function waitingRequests(ctx: Ctx, documentId: string, act: 'revision' | 'withdrawal'): Promise<LoadedRequest[]> {
	const accepted = await ctx.db.changeRequest.findMany({
		where: { documentId, state: 'accepted', kind: act === 'revision' ? 'amend' : 'withdraw' },
		orderBy: { proposedAt: 'asc' },
		select: requestSelect
	});
	const open: LoadedRequest[] = [];
	for (const request of accepted) if ((await doneOn(ctx, request.id)) === null) open.push(request);
	return open;
}
