import { needsRequest } from '#lib/domain/documents/change-requests.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import {
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

/** A document that is changed. `versionId`: the draft, or the version that is withdrawn; none yet: only what is owed is asked. */
export type Changed = { id: string; code: string; kindCode: string; versionId: string | null };

/**
 * What a new draft or withdrawals owe to requests, in their transaction: accepted ones about exactly these documents are linked to what
 * becomes of them. Where the unit wants a request for such a change and there is none, it is refused. Only the links that are made cost
 * statements of their own.
 * @throws Conflict `change_request_required`, with the first document to propose for
 */
export async function answerRequests(
	ctx: Ctx,
	unitId: string,
	act: 'revision' | 'withdrawal',
	documents: readonly Changed[]
): Promise<void> {
	if (documents.length === 0) return;
	const waiting = await waitingRequests(ctx, act, documents);
	const rule = await changeRule(ctx, unitId);
	const missing = documents.find(
		({ id, kindCode }) => needsRequest(rule, act, kindCode) && !waiting.some((request) => request.documentId === id)
	);
	if (missing) throw new Conflict('change_request_required', { documentId: missing.id, code: missing.code, act });
	const purpose = act === 'revision' ? 'issue' : 'withdraw';
	for (const request of waiting) {
		const versionId = documents.find(({ id }) => id === request.documentId)?.versionId;
		if (!versionId || (await ctx.db.changeRequestLink.count({ where: { requestId: request.id, versionId } })) > 0) continue;
		await moveRequest(ctx, request, 'link', requestSubject(request), { follows: 'R7f', details: { version: versionId, purpose } });
		await addLink(ctx, request.id, versionId, purpose, null);
	}
}

/** Whether this document would be withdrawn without the request that its unit wants. */
export async function withdrawalNeedsRequest(ctx: Ctx, document: { id: string; unitId: string; kindCode: string }): Promise<boolean> {
	if (!needsRequest(await changeRule(ctx, document.unitId), 'withdrawal', document.kindCode)) return false;
	return (await waitingRequests(ctx, 'withdrawal', [document])).length === 0;
}

/** Accepted requests for this act on these documents that are not done, the oldest first. */
async function waitingRequests(ctx: Ctx, act: 'revision' | 'withdrawal', documents: readonly { id: string }[]): Promise<LoadedRequest[]> {
	const kind = act === 'revision' ? 'amend' : 'withdraw';
	const ids = documents.map(({ id }) => id);
	const waiting = await ctx.db.$queryRaw<{ id: string }[]>`
		select id from change_request where document_id = any(${ids}::uuid[]) and state = 'accepted' and kind = ${kind}::change_request_kind
			and eiso_change_request_done_on(id) is null`;
	if (waiting.length === 0) return [];
	return ctx.db.changeRequest.findMany({
		where: { id: { in: waiting.map(({ id }) => id) } },
		orderBy: { proposedAt: 'asc' },
		select: requestSelect
	});
}
