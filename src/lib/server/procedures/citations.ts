import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** The external documents that a text names, as reference or as legal basis. */
function externalsIn(content: ProcedureContent | null): string[] {
	const rows = content ? [...content.references, ...content.legalBasis] : [];
	return [...new Set(rows.flatMap(({ externalId }) => (externalId && isUuid(externalId) ? [externalId] : [])))];
}

/**
 * What the text of a draft names is what its version cites, so that a repeal finds it. A name that left the text is cited no more; what was
 * cited beside the text stays. Only lists that the unit can cite: its own and the province's.
 */
export async function citeNamed(ctx: Ctx, versionId: string, before: ProcedureContent | null, after: ProcedureContent): Promise<void> {
	const [was, named] = [externalsIn(before), externalsIn(after)];
	const gone = was.filter((id) => !named.includes(id));
	if (gone.length > 0) await ctx.db.versionExternalReference.deleteMany({ where: { versionId, externalId: { in: gone } } });
	if (named.length === 0) return;
	const { unitId } = await ctx.db.version.findUniqueOrThrow({ where: { id: versionId }, select: { unitId: true } });
	const known = await ctx.db.externalDocument.findMany({
		where: { id: { in: named }, OR: [{ unitId: null }, { unitId }] },
		select: { id: true }
	});
	await ctx.db.versionExternalReference.createMany({
		data: known.map(({ id }) => ({ versionId, externalId: id })),
		skipDuplicates: true
	});
}
