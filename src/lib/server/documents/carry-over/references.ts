import type { Ctx } from '#lib/server/platform/context.ts';

type CarriedLine = { readonly versionId: string; readonly originVersionId: string; readonly unitId: string };

/**
 * Which of these carried versions cite one of the documents in the unit that ends.
 * @param moved keys `<successor> <document>`
 */
export async function whoCites(ctx: Ctx, carried: readonly CarriedLine[], moved: ReadonlySet<string>): Promise<Set<string>> {
	if (carried.length === 0 || moved.size === 0) return new Set();
	const cited = await citedBy(
		ctx,
		carried.map(({ originVersionId }) => originVersionId)
	);
	const citing = carried.filter(({ originVersionId, unitId }) => cited.get(originVersionId)?.some((id) => moved.has(`${unitId} ${id}`)));
	return new Set(citing.map(({ versionId }) => versionId));
}

/**
 * Gives carried versions, while they are drafts, what their origins cite: a document that is carried as well is cited in the successor; any other
 * stays the one of the unit that ended. Of external documents the lines of the province; those of the old unit alone are offered by themselves.
 * @param heirOf the successor's document for a key `<successor> <document>`
 */
export async function copyReferences(
	ctx: Ctx,
	made: readonly { readonly id: string; readonly originVersionId: string; readonly unitId: string }[],
	heirOf: (key: string) => string | undefined
): Promise<void> {
	const originIds = made.map(({ originVersionId }) => originVersionId);
	const cited = await citedBy(ctx, originIds);
	await ctx.db.versionReference.createMany({
		data: made.flatMap(({ id, originVersionId, unitId }) =>
			(cited.get(originVersionId) ?? []).map((documentId) => ({
				versionId: id,
				documentId: heirOf(`${unitId} ${documentId}`) ?? documentId
			}))
		)
	});
	const externals = await ctx.db.versionExternalReference.findMany({
		where: { versionId: { in: originIds }, external: { unitId: null } },
		select: { versionId: true, externalId: true }
	});
	await ctx.db.versionExternalReference.createMany({
		data: made.flatMap(({ id, originVersionId }) =>
			externals.filter(({ versionId }) => versionId === originVersionId).map(({ externalId }) => ({ versionId: id, externalId }))
		)
	});
}

async function citedBy(ctx: Ctx, versionIds: readonly string[]): Promise<Map<string, string[]>> {
	const rows = await ctx.db.versionReference.findMany({
		where: { versionId: { in: [...new Set(versionIds)] } },
		select: { versionId: true, documentId: true }
	});
	const cited = new Map<string, string[]>();
	for (const { versionId, documentId } of rows) cited.set(versionId, [...(cited.get(versionId) ?? []), documentId]);
	return cited;
}
