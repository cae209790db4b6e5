import type { HandOverState } from '#lib/domain/hand-overs/lifecycle.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { subjectOf } from './load.ts';

export type HandOversOfPerson = {
	/** Those that still wait, then those that ended, the newest first; from this person or to them. */
	readonly items: readonly {
		readonly id: string;
		readonly from: string;
		readonly to: string;
		readonly unit: string;
		readonly state: HandOverState;
	}[];
	readonly mayBegin: readonly { readonly unitId: string; readonly unit: string }[];
};

const shown = 20;

/** Hand-overs of a person that the actor may read, and units in which one may be begun, for the page of that person. */
export async function handOversOfPerson(ctx: Ctx, personId: string): Promise<HandOversOfPerson> {
	const memberships = await ctx.db.membership.findMany({
		where: { userId: personId, validFrom: { lte: toDbDate(today(ctx)) } },
		distinct: ['unitId'],
		select: { unitId: true }
	});
	const found = await ctx.db.handOver.findMany({
		where: { OR: [{ fromId: personId }, { toId: personId }] },
		orderBy: [{ begunAt: 'desc' }, { id: 'desc' }],
		take: shown,
		select: {
			...{ id: true, unitId: true, fromId: true, toId: true, state: true },
			...{ from: { select: { fullName: true } }, to: { select: { fullName: true } } }
		}
	});
	const rows = found.filter((row) => may(ctx.actor, 'hand_over.read', subjectOf(row).both));
	const unitIds = memberships
		.map(({ unitId }) => unitId)
		.filter((unitId) => may(ctx.actor, 'hand_over.arrange', { unitId, assignedIds: [personId] }));
	const units = await unitNamesOn(ctx, [...unitIds, ...rows.map(({ unitId }) => unitId)], today(ctx));
	const waits = ({ state }: { state: HandOverState }) => (state === 'open' ? 0 : 1);
	const busy = new Set(rows.filter((row) => row.state === 'open' && row.fromId === personId).map(({ unitId }) => unitId));
	return {
		items: rows
			.map(({ id, unitId, state, from, to }) => ({ id, from: from.fullName, to: to.fullName, unit: units.get(unitId)?.name ?? '', state }))
			.toSorted((one, other) => waits(one) - waits(other)),
		mayBegin: unitIds
			.filter((unitId) => units.has(unitId) && !busy.has(unitId))
			.map((unitId) => ({ unitId, unit: units.get(unitId)?.name ?? '' }))
	};
}
