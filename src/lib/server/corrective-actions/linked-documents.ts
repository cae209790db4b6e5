import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { absentOnes } from '#lib/server/permissions/in-place.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addAct, lockAction, type LoadedAction } from './action-facts.ts';
import { peopleOfPlan } from './verifier.ts';

const open = ['analysing', 'awaiting_plan_approval', 'in_progress', 'verifying'];

export type LinkInput = {
	actionId: string;
	documentId: string;
	/** The amended version, once there is one. */
	versionId?: string | null;
	/** Or the request that it will come of: its versions are followed. */
	changeRequestId?: string | null;
	note?: string | null;
};

/**
 * Names a document of the unit that the action amends. The action is not called effective before its amended version is in force and read.
 * Recorded as `corrective_action.link_document`.
 * @throws NotFound, Forbidden; Conflict `illegal_transition` (raised, closed); Invalid `documentId`, `versionId`, `changeRequestId`
 */
export function linkDocument(ctx: Ctx, input: LinkInput): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const role = authorize(ctx, 'action.link_document', subject);
		requireOpen(action, 'link_document');
		const { document, versionId, changeRequestId } = await requireLink(ctx, action.unitId, input);
		return link(ctx, action, role, { documentId: document.id, code: document.code, versionId, changeRequestId, note: tidy(input.note) });
	});
}

function requireOpen(action: LoadedAction, event: string): void {
	if (!open.includes(action.state)) throw new Conflict('illegal_transition', { state: action.state, event });
}

async function requireLink(ctx: Ctx, unitId: string, input: LinkInput) {
	const document = isUuid(input.documentId)
		? await ctx.db.document.findFirst({ where: { id: input.documentId, unitId }, select: { id: true, code: true } })
		: null;
	if (!document) throw new Invalid({ documentId: 'document_unknown' });
	const { versionId = null, changeRequestId = null } = input;
	if (versionId !== null) {
		const where = { id: versionId, documentId: document.id, state: { not: 'cancelled' as const } };
		if (!isUuid(versionId) || (await ctx.db.version.count({ where })) === 0) throw new Invalid({ versionId: 'version_unknown' });
	}
	if (changeRequestId !== null) {
		const where = { id: changeRequestId, unitId, documentId: document.id, state: { notIn: ['declined' as const, 'cancelled' as const] } };
		if (!isUuid(changeRequestId) || (await ctx.db.changeRequest.count({ where })) === 0)
			throw new Invalid({ changeRequestId: 'request_unknown' });
	}
	return { document, versionId, changeRequestId };
}

type Link = { documentId: string; code: string; versionId: string | null; changeRequestId: string | null; note: string };

async function link(ctx: Ctx, action: LoadedAction, role: string, { code, ...columns }: Link): Promise<{ id: string }> {
	const { versionId, changeRequestId, documentId } = columns;
	const same = { actionId: action.id, documentId, versionId, changeRequestId, removedAt: null };
	if ((await ctx.db.actionDocument.count({ where: same })) > 0) throw new Invalid({ documentId: 'linked_already' });
	const { id } = await ctx.db.actionDocument.create({
		data: { actionId: action.id, ...columns, note: columns.note.slice(0, 500), linkedById: requireUser(ctx), linkedAt: ctx.clock.now() },
		select: { id: true }
	});
	await addAct(ctx, action.id, 'link_document', null, { code });
	await record(ctx, {
		event: 'corrective_action.link_document',
		subjectType: 'corrective_action',
		subjectId: action.id,
		unitId: action.unitId,
		role,
		after: { number: action.number, code, ...(versionId ? { version: versionId } : {}), ...(changeRequestId ? { changeRequestId } : {}) }
	});
	return { id };
}

/**
 * Takes a link out again, with a reason; it stays in the history. Once the plan is approved nobody does it who had a part in the action. Recorded as
 * `corrective_action.unlink_document`.
 * @throws NotFound, Forbidden (`separation_of_duties`); Conflict `illegal_transition`; Invalid `reason`
 */
export function unlinkDocument(ctx: Ctx, input: { actionId: string; linkId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const role = authorize(ctx, 'action.link_document', subject);
		requireOpen(action, 'unlink_document');
		// The check waits for what is linked: who did it does not take that out of its way, nor before they say that it is done.
		const persons = [requireUser(ctx), ...absentOnes(ctx.actor)];
		const planned = await peopleOfPlan(ctx, action);
		if (action.approvedAt !== null && persons.some((id) => planned.has(id))) throw new Forbidden('separation_of_duties');
		const reason = requireReason(input.reason, 'reason');
		const where = { id: input.linkId, actionId: action.id, removedAt: null };
		const found = isUuid(input.linkId)
			? await ctx.db.actionDocument.findFirst({ where, select: { id: true, document: { select: { code: true } } } })
			: null;
		if (!found) throw new NotFound('document_not_found');
		const { count } = await ctx.db.actionDocument.updateMany({ where, data: { removedAt: ctx.clock.now(), removedReason: reason } });
		if (count !== 1) throw new Conflict('stale');
		const { code } = found.document;
		await addAct(ctx, action.id, 'unlink_document', reason, { code });
		await record(ctx, {
			event: 'corrective_action.unlink_document',
			subjectType: 'corrective_action',
			subjectId: action.id,
			unitId: action.unitId,
			role,
			after: { number: action.number, code },
			comment: reason
		});
	});
}

/**
 * Begins a change request from the action, with the action's number in its reason, and follows what becomes of it.
 * @throws as `propose` and `linkDocument`
 */
export function proposeChange(
	ctx: Ctx,
	input: { actionId: string; documentId: string; kind: 'amend' | 'withdraw'; what: string }
): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const role = authorize(ctx, 'action.link_document', subject);
		requireOpen(action, 'link_document');
		const { document } = await requireLink(ctx, action.unitId, input);
		const why = `${action.number}: ${action.rootCause || action.statement}`.slice(0, 4_000);
		const nth = await ctx.db.actionDocument.count({ where: { actionId: action.id, documentId: document.id } });
		const finding = `${action.id}:${document.id}:${nth + 1}`;
		const request = await propose(ctx, { kind: input.kind, documentId: document.id, what: input.what, why, finding });
		await link(ctx, action, role, {
			documentId: document.id,
			code: document.code,
			versionId: null,
			changeRequestId: request.id,
			note: request.number
		});
		return { id: request.id, number: request.number };
	});
}
