import { roles } from '#lib/domain/permissions/actor.ts';
import { distinctLines, toStored, type AudienceLine, type StoredLine } from '#lib/domain/documents/audience.ts';
import { codeKey, isCode, tidyCode } from '#lib/domain/documents/code.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { activeMembership } from './eligibility.ts';

/** What a document points to, as far as it was given; each must belong to the unit. */
export type DocumentLinks = {
	parentId?: string | null;
	replacesId?: string | null;
	ownerDivisionId?: string | null;
	ownerId?: string | null;
	drafters?: readonly string[];
	audience?: readonly AudienceLine[];
};

/**
 * A code in the form it is stored, free within the unit by its key.
 * @throws Invalid `code_invalid`; Conflict `code_taken` naming the document that has it
 */
export async function requireFreeCode(ctx: Ctx, unitId: string, wanted: string, exceptDocumentId?: string): Promise<string> {
	const code = tidyCode(wanted);
	if (!isCode(code)) throw new Invalid({ code: 'code_invalid' });
	const holder = await ctx.db.document.findFirst({
		where: { unitId, codeKey: codeKey(code), status: 'open', ...(exceptDocumentId ? { id: { not: exceptDocumentId } } : {}) },
		select: { id: true, code: true, title: true }
	});
	if (holder)
		throw new Conflict('code_taken', { field: 'code', reason: 'held', holder, holderCode: holder.code, holderTitle: holder.title });
	return code;
}

/**
 * @param documentId the document that is changed; absent for a new one
 * @throws Invalid naming each field that points outside the unit, to itself or to nothing
 */
export async function requireOwnLinks(ctx: Ctx, unitId: string, links: DocumentLinks, documentId?: string): Promise<void> {
	const fields: Record<string, string> = {};
	const documents = [links.parentId, links.replacesId].filter((id) => typeof id === 'string');
	const known = await openDocuments(ctx, unitId, documents);
	if (links.parentId && (!known.has(links.parentId) || links.parentId === documentId)) fields.parentId = 'parent_unknown';
	if (links.replacesId && (!known.has(links.replacesId) || links.replacesId === documentId)) fields.replacesId = 'replaces_unknown';
	if (links.parentId && documentId && !fields.parentId && (await isBeneath(ctx, links.parentId, documentId)))
		fields.parentId = 'parent_circle';

	const lines = links.audience ?? [];
	const divisions = [links.ownerDivisionId, ...lines.map((line) => toStored(line).divisionId)];
	const knownDivisions = await openDivisions(ctx, unitId, present(divisions));
	if (links.ownerDivisionId && !knownDivisions.has(links.ownerDivisionId)) fields.ownerDivisionId = 'division_unknown';

	const people = [links.ownerId, ...(links.drafters ?? []), ...lines.map((line) => toStored(line).userId)];
	const members = await activeMembers(ctx, unitId, present(people));
	if (links.ownerId && !members.has(links.ownerId)) fields.ownerId = 'person_unknown';
	if (links.drafters?.some((id) => !members.has(id))) fields.drafters = 'person_unknown';
	const strange = (line: StoredLine) =>
		(line.divisionId && !knownDivisions.has(line.divisionId)) || (line.userId && !members.has(line.userId));
	if (lines.some((line) => strange(toStored(line)))) fields.audience = 'audience_unknown';
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
}

export function audienceRows(documentId: string, lines: readonly AudienceLine[]) {
	return distinctLines(lines).map((line) => ({ documentId, ...toStored(line) }));
}

function present(ids: readonly (string | null | undefined)[]): string[] {
	return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

async function openDocuments(ctx: Ctx, unitId: string, ids: readonly string[]): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const found = await ctx.db.document.findMany({ where: { id: { in: [...ids] }, unitId, status: 'open' }, select: { id: true } });
	return new Set(found.map((document) => document.id));
}

/** Whether a document stands somewhere beneath another one, which must therefore not become its child. */
async function isBeneath(ctx: Ctx, documentId: string, ancestorId: string): Promise<boolean> {
	const rows = await ctx.db.$queryRaw<{ found: boolean }[]>`
		with recursive above as (
			select id, parent_id from document where id = ${documentId}::uuid
			union
			select d.id, d.parent_id from document d join above a on d.id = a.parent_id)
		select exists (select 1 from above where id = ${ancestorId}::uuid) as found`;
	return rows[0]?.found ?? false;
}

async function openDivisions(ctx: Ctx, unitId: string, ids: readonly string[]): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const found = await ctx.db.division.findMany({
		where: { id: { in: [...ids] }, unitId, versions: { some: validOn(today(ctx)) } },
		select: { id: true }
	});
	return new Set(found.map((division) => division.id));
}

async function activeMembers(ctx: Ctx, unitId: string, ids: readonly string[]): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const found = await ctx.db.membership.findMany({
		where: { AND: [activeMembership(today(ctx), unitId, roles), { userId: { in: [...ids] } }] },
		select: { userId: true }
	});
	return new Set(found.map((membership) => membership.userId));
}
