import { toDbDate } from '#lib/domain/shared/day.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** The document that a set names, where this person may read it, and the documents of objectives (MTCL) of the unit to choose from. */
export async function documentsOfObjectives(ctx: Ctx, unitId: string, linkedId: string | null, choose: boolean) {
	const day = today(ctx);
	const linked = linkedId
		? await ctx.db.document.findFirst({
				where: { id: linkedId, versions: { some: visibleVersions(ctx.actor, 'version.read', day) } },
				select: {
					id: true,
					code: true,
					title: true,
					versions: {
						where: {
							state: 'issued',
							effectiveFrom: { lte: toDbDate(day) },
							OR: [{ effectiveTo: null }, { effectiveTo: { gt: toDbDate(day) } }]
						},
						select: { id: true },
						take: 1
					}
				}
			})
		: null;
	const options = choose
		? await ctx.db.document.findMany({
				where: { unitId, kindCode: 'MTCL', status: 'open' },
				orderBy: { codeSort: 'asc' },
				select: { id: true, code: true, title: true }
			})
		: [];
	return {
		linked: linked && { id: linked.id, code: linked.code, title: linked.title, inForce: linked.versions.length > 0 },
		options: options.map(({ id, code, title }) => ({ value: id, label: code, hint: title }))
	};
}
