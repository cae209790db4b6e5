import { codeKey, codeSort } from '#lib/domain/documents/code.ts';
import type { AudienceLine } from '#lib/domain/documents/audience.ts';
import { proposeNextCode } from '#lib/domain/documents/propose-code.ts';
import type { Visibility } from '#lib/domain/permissions/policy.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import type { DocumentClass, DocumentMedium } from '#lib/server/platform/generated/enums.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { audienceRows, requireFreeCode, requireOwnLinks } from './document-checks.ts';
import { loadDocument, type LoadedDocument } from './document-facts.ts';
import { requireLengths, requireReason, requireUser, tidy } from './input.ts';
import { documentMachine } from './machines.ts';
import { requireUnitToPrepare } from './unit-facts.ts';

export type NewDocument = {
	unitId: string;
	/** A code of `document_kind`: QT, BM ... */
	kind: string;
	code: string;
	title: string;
	/** Procedures (QT) only; without one a procedure is an internal one. */
	class?: DocumentClass | null;
	parentId?: string | null;
	replacesId?: string | null;
	ownerDivisionId?: string | null;
	ownerId?: string | null;
	visibility?: Visibility;
	medium?: DocumentMedium;
	distribution?: string;
	/** Default: the whole unit. Empty: nobody is told. */
	audience?: readonly AudienceLine[];
	drafters?: readonly string[];
};

/**
 * states.md §1, create: the identity of a document, without a version yet. Records the code that was proposed and the one chosen.
 * @throws Conflict `code_taken` with `holder {id, code, title}`, `unit_closed`; Invalid by field; Forbidden
 */
export function createDocument(ctx: Ctx, input: NewDocument): Promise<{ id: string; code: string; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'document.create', { unitId: input.unitId });
		await requireUnitToPrepare(ctx, input.unitId);
		const title = tidy(input.title);
		if (title === '') throw new Invalid({ title: 'title_required' });
		requireLengths({ title, distribution: input.distribution });
		const documentClass = await requireKind(ctx, input.kind, input.class);
		await requireOwnLinks(ctx, input.unitId, input);
		const proposed = await proposeCode(ctx, input.unitId, input.kind, input.parentId);
		const code = await requireFreeCode(ctx, input.unitId, input.code);
		const audience = input.audience ?? [{ kind: 'unit' }];
		const drafters = [...new Set(input.drafters ?? [])];
		const created = await ctx.db.document.create({
			data: {
				unitId: input.unitId,
				kindCode: input.kind,
				class: documentClass,
				code,
				codeKey: codeKey(code),
				codeSort: codeSort(code),
				title,
				parentId: input.parentId ?? null,
				replacesId: input.replacesId ?? null,
				ownerDivisionId: input.ownerDivisionId ?? null,
				ownerId: input.ownerId ?? null,
				visibility: input.visibility ?? 'unit',
				medium: input.medium ?? 'electronic',
				distribution: tidy(input.distribution),
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true, rowVersion: true }
		});
		await ctx.db.documentAudience.createMany({ data: audienceRows(created.id, audience) });
		await nameDrafters(ctx, created.id, drafters);
		await record(ctx, {
			event: 'document.create',
			subjectType: 'document',
			subjectId: created.id,
			unitId: input.unitId,
			role,
			after: {
				kind: input.kind,
				class: documentClass,
				proposedCode: proposed,
				code,
				title,
				drafters,
				visibility: input.visibility ?? 'unit'
			}
		});
		await tellDrafters(ctx, 'drafter_named', { id: created.id, unitId: input.unitId, code, title }, drafters);
		return { id: created.id, code, rowVersion: created.rowVersion };
	});
}

/** Classes belong to procedures; any other kind has none. */
async function requireKind(ctx: Ctx, kind: string, given: DocumentClass | null | undefined): Promise<DocumentClass | null> {
	const known = await ctx.db.documentKind.findUnique({ where: { code: kind }, select: { code: true } });
	if (!known) throw new Invalid({ kind: 'kind_unknown' });
	if (kind === 'QT') return given ?? 'internal';
	if (given) throw new Invalid({ class: 'class_of_procedures' });
	return null;
}

/**
 * The next free code in the unit's own style. Only a proposal: another person may take it meanwhile.
 * @throws Forbidden for people who cannot create documents there
 */
export async function proposeCode(ctx: Ctx, unitId: string, kind: string, parentId?: string | null): Promise<string> {
	authorize(ctx, 'document.create', { unitId });
	const documents = await ctx.db.document.findMany({
		where: { unitId, status: 'open' },
		select: { id: true, code: true, kindCode: true },
		orderBy: { codeSort: 'asc' }
	});
	return proposeNextCode({
		kind,
		taken: documents.map((document) => document.code),
		ofKind: documents.filter((document) => document.kindCode === kind).map((document) => document.code),
		parentCode: documents.find((document) => document.id === parentId)?.code,
		year: Number(today(ctx).slice(0, 4))
	});
}

export async function nameDrafters(ctx: Ctx, documentId: string, userIds: readonly string[]): Promise<void> {
	await ctx.db.documentDrafter.createMany({
		data: userIds.map((userId) => ({ documentId, userId, namedById: requireUser(ctx), namedAt: ctx.clock.now() }))
	});
}

export async function tellDrafters(
	ctx: Ctx,
	kind: 'drafter_named' | 'drafter_added',
	document: { id: string; unitId: string; code: string; title: string },
	userIds: readonly string[]
): Promise<void> {
	await notify(ctx, {
		to: userIds,
		kind,
		subjectType: 'document',
		subjectId: document.id,
		unitId: document.unitId,
		params: { code: document.code, title: document.title }
	});
}

/**
 * states.md §1, change code: only before the first issue; from then on the code is the document's for ever.
 * @throws Conflict `code_fixed`, `code_taken` with the holder, `stale`
 */
export function changeCode(
	ctx: Ctx,
	input: { documentId: string; code: string; rowVersion?: number }
): Promise<{ code: string; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { document, subject } = await loadDocument(ctx, input.documentId);
		const role = authorize(ctx, 'document.manage', subject);
		requireOpenDocument(document, 'change_code', input.rowVersion);
		if (await wasIssued(ctx, document.id)) throw new Conflict('code_fixed', { field: 'code' });
		const code = await requireFreeCode(ctx, document.unitId, input.code, document.id);
		await updateDocument(ctx, document, { code, codeKey: codeKey(code), codeSort: codeSort(code) });
		await record(ctx, {
			event: 'document.change_code',
			subjectType: 'document',
			subjectId: document.id,
			unitId: document.unitId,
			role,
			before: { code: document.code },
			after: { code }
		});
		await notify(ctx, {
			to: document.drafters.map((drafter) => drafter.userId),
			kind: 'code_changed',
			subjectType: 'document',
			subjectId: document.id,
			unitId: document.unitId,
			params: { code, title: document.title, what: document.code }
		});
		return { code, rowVersion: document.rowVersion + 1 };
	});
}

/**
 * states.md §1, abandon: a document that was never issued and has no open version; its code is free again.
 * @throws Conflict `open_version_exists`, `illegal_transition` (it was issued, or is abandoned already), `stale`
 */
export function abandonDocument(
	ctx: Ctx,
	input: { documentId: string; comment: string; rowVersion?: number }
): Promise<{ state: 'open' | 'abandoned'; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { document, subject } = await loadDocument(ctx, input.documentId);
		authorize(ctx, 'document.manage', subject);
		const reason = requireReason(input.comment);
		if (document.status === 'open') {
			if (await wasIssued(ctx, document.id)) throw new Conflict('illegal_transition', { state: 'issued', event: 'abandon' });
			const open = await ctx.db.version.count({ where: { documentId: document.id, state: { not: 'cancelled' } } });
			if (open > 0) throw new Conflict('open_version_exists');
		}
		const moved = await transition(ctx, documentMachine, { ...document, state: document.status }, 'abandon', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { statusReason: reason },
			before: { state: document.status, code: document.code },
			after: { freedCode: document.code }
		});
		await lapse(ctx, 'document', [document.id]);
		await notify(ctx, {
			to: document.drafters.map((drafter) => drafter.userId),
			kind: 'abandoned',
			subjectType: 'document',
			subjectId: document.id,
			unitId: document.unitId,
			params: { code: document.code, title: document.title, reason }
		});
		return { state: moved.state, rowVersion: moved.rowVersion };
	});
}

/** @throws Conflict `illegal_transition` for an abandoned document, `stale` for an old copy of it */
export function requireOpenDocument(document: LoadedDocument, event: string, rowVersion: number | undefined): void {
	if (document.status !== 'open') throw new Conflict('illegal_transition', { state: document.status, event });
	if (rowVersion !== undefined && rowVersion !== document.rowVersion)
		throw new Conflict('stale', { state: document.status, rowVersion: document.rowVersion });
}

/** Writes columns of a document, but never its status; of two racing writers one gets `stale`. */
export async function updateDocument(ctx: Ctx, document: LoadedDocument, data: object): Promise<void> {
	const { count } = await ctx.db.document.updateMany({
		where: { id: document.id, status: 'open', rowVersion: document.rowVersion },
		data: { ...data, rowVersion: document.rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale');
}

async function wasIssued(ctx: Ctx, documentId: string): Promise<boolean> {
	return (await ctx.db.version.count({ where: { documentId, state: { in: ['issued', 'withdrawn'] } } })) > 0;
}
