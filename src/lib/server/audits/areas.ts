import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

export type AreaFacts = {
	readonly id: string;
	readonly name: string;
	readonly divisionId: string | null;
	readonly leaderId: string | null;
	readonly clauses: readonly string[];
	readonly risk: 'low' | 'medium' | 'high';
	readonly position: number;
};

/** The areas of a unit that have not ended on a day, in their order. No question of rights. */
export function areasOf(ctx: Ctx, unitId: string, day: Day = today(ctx)): Promise<AreaFacts[]> {
	return ctx.db.auditArea.findMany({
		where: { unitId, OR: [{ endedOn: null }, { endedOn: { gt: toDbDate(day) } }] },
		orderBy: [{ position: 'asc' }, { name: 'asc' }],
		select: { id: true, name: true, divisionId: true, leaderId: true, clauses: true, risk: true, position: true }
	});
}

/** Why somebody belongs to an area, the strongest reason alone. */
export type AreaPerson = { readonly userId: string; readonly fullName: string; readonly why: 'leader' | 'division' | 'named' };

/**
 * Whoever belongs to an area on a day: its leader, who is in its division on that day, and who was named to it; by name. They do not audit
 * it (states.md A2). No question of rights.
 */
export async function peopleOfArea(ctx: Ctx, areaId: string, day: Day): Promise<AreaPerson[]> {
	return (await peopleOfAreas(ctx, [areaId], day)).get(areaId) ?? [];
}

/** The same for several areas at once. Three queries. */
export async function peopleOfAreas(ctx: Ctx, areaIds: readonly string[], day: Day): Promise<Map<string, AreaPerson[]>> {
	const named = { select: { id: true, fullName: true } } as const;
	const areas = await ctx.db.auditArea.findMany({
		where: { id: { in: [...areaIds] } },
		select: { id: true, divisionId: true, leader: named, auditAreaMemberArea: { select: { user: named } } }
	});
	const divisionIds = areas.flatMap(({ divisionId }) => (divisionId ? [divisionId] : []));
	const memberships = await ctx.db.membership.findMany({
		where: { divisionId: { in: divisionIds }, ...validOn(day) },
		select: { divisionId: true, user: named }
	});
	return new Map(
		areas.map((area) => {
			const people = new Map<string, AreaPerson>();
			const add = (user: { id: string; fullName: string }, why: AreaPerson['why']) => {
				if (!people.has(user.id)) people.set(user.id, { userId: user.id, fullName: user.fullName, why });
			};
			if (area.leader) add(area.leader, 'leader');
			for (const { divisionId, user } of memberships) if (area.divisionId && divisionId === area.divisionId) add(user, 'division');
			for (const { user } of area.auditAreaMemberArea) add(user, 'named');
			return [area.id, [...people.values()].sort((a, b) => a.fullName.localeCompare(b.fullName, 'vi'))];
		})
	);
}

export type AreaDocument = { readonly areaId: string; readonly documentId: string; readonly code: string; readonly title: string };

/** The documents that an area works by, by code. No question of rights: the caller shows only what the reader may see. */
export async function documentsOfArea(ctx: Ctx, areaId: string): Promise<AreaDocument[]> {
	return documentsOfAreas(ctx, [areaId]);
}

/** The same for several areas at once. */
export async function documentsOfAreas(ctx: Ctx, areaIds: readonly string[]): Promise<AreaDocument[]> {
	const rows = await ctx.db.auditAreaDocument.findMany({
		where: { areaId: { in: [...areaIds] } },
		orderBy: { document: { codeSort: 'asc' } },
		select: { areaId: true, documentId: true, document: { select: { code: true, title: true } } }
	});
	return rows.map(({ areaId, documentId, document }) => ({ areaId, documentId, ...document }));
}
