import { authorize } from '#lib/server/permissions/authorize.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

export type Choice = { value: string; label: string; hint?: string };

/** The unit's documents that a version may cite, by code. */
export async function referenceOptions(ctx: Ctx, unitId: string, exceptDocumentId?: string): Promise<Choice[]> {
	const documents = await ctx.db.document.findMany({
		where: { unitId, status: 'open', ...(exceptDocumentId ? { id: { not: exceptDocumentId } } : {}) },
		orderBy: { codeSort: 'asc' },
		select: { id: true, code: true, title: true }
	});
	return documents.map((document) => ({ value: document.id, label: document.code, hint: document.title }));
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
