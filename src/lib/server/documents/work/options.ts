import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

export type Choice = { value: string; label: string; hint?: string };

/** The unit's documents that a version may cite, by code: those that this person may see. */
export async function referenceOptions(ctx: Ctx, unitId: string, exceptDocumentId?: string): Promise<Choice[]> {
	const documents = await ctx.db.document.findMany({
		where: {
			AND: [seen(ctx, unitId, exceptDocumentId), { unitId, status: 'open', ...(exceptDocumentId ? { id: { not: exceptDocumentId } } : {}) }]
		},
		orderBy: { codeSort: 'asc' },
		select: { id: true, code: true, title: true }
	});
	return documents.map((document) => ({ value: document.id, label: document.code, hint: document.title }));
}

/**
 * As `loadDocument`: who keeps the unit's documents sees all of them, a drafter those they are named to and what they may read; and
 * what the document they work on cites already, so that saving loses none of it.
 */
function seen(ctx: Ctx, unitId: string, documentId?: string): Prisma.DocumentWhereInput {
	if (may(ctx.actor, 'batch.read', { unitId })) return {};
	const userId = userIdOf(ctx.actor);
	return {
		OR: [
			{ versions: { some: visibleVersions(ctx.actor, 'version.read', today(ctx)) } },
			...(userId ? [{ drafters: { some: { userId } } }] : []),
			...(documentId ? [{ citedBy: { some: { version: { documentId } } } }] : [])
		]
	};
}

/** What the form of a new document offers. @throws Forbidden for who may not create documents in the unit */
export async function newDocumentOptions(ctx: Ctx, unitId: string) {
	authorize(ctx, 'document.create', { unitId });
	const [kinds, divisions, people, parents] = await Promise.all([
		ctx.db.documentKind.findMany({ orderBy: { sortOrder: 'asc' }, select: { code: true, nameVi: true, nameEn: true } }),
		divisionOptions(ctx, unitId),
		staffOptions(ctx, unitId),
		referenceOptions(ctx, unitId)
	]);
	return {
		kinds: kinds.map((kind) => ({ value: kind.code, label: `${kind.code} · ${ctx.locale === 'vi' ? kind.nameVi : kind.nameEn}` })),
		divisions,
		people,
		parents
	};
}

export async function divisionOptions(ctx: Ctx, unitId: string): Promise<Choice[]> {
	const date = toDbDate(today(ctx));
	const rows = await ctx.db.divisionVersion.findMany({
		where: { division: { unitId }, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] },
		orderBy: { name: 'asc' },
		select: { divisionId: true, name: true, code: true }
	});
	return rows.map((row) => ({ value: row.divisionId, label: row.name, hint: row.code }));
}

/** Active people of the unit today, each once. */
export async function staffOptions(ctx: Ctx, unitId: string): Promise<Choice[]> {
	const date = toDbDate(today(ctx));
	const rows = await ctx.db.membership.findMany({
		where: { unitId, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }], user: { status: 'active' } },
		orderBy: { user: { fullName: 'asc' } },
		select: { userId: true, position: true, user: { select: { fullName: true } } }
	});
	return [...new Map(rows.map((row) => [row.userId, { value: row.userId, label: row.user.fullName, hint: row.position }])).values()];
}
