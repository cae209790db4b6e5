import { toDbDate } from '#lib/domain/shared/day.ts';
import type { ClosingSteps, EndingUnit } from '#lib/server/units/finish-closing.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { lapseOfMembers, recordJoined } from './units.ts';

/**
 * What the end of a unit does to the roll-out (states.md §11): its place in every wave that is not closed ends on the day of the event for
 * "sắp xếp", and the successor is in the wave from that day, with steps of its own. The wave of any earlier day still shows the unit that was.
 */
export const rollOutClosing: ClosingSteps = {
	atEntry: leaveWaves,
	/** Before its day: the unit stays after all, and who would have followed it never was in the wave. */
	callOff: async (ctx, ending) => {
		const places = await ctx.db.rollOutUnit.findMany({
			where: { unitId: ending.unitId, leftOn: toDbDate(ending.day), leftFor: 'reorganised', wave: { state: { not: 'closed' } } },
			select: { id: true }
		});
		for (const { id } of places) {
			await ctx.db.rollOutUnit.updateMany({
				where: { predecessorId: id, joinedOn: toDbDate(ending.day), joinedById: null, leftOn: null },
				data: { leftOn: toDbDate(ending.day), leftFor: 'reorganised', rowVersion: { increment: 1 } }
			});
			await ctx.db.rollOutUnit.update({ where: { id }, data: { leftOn: null, leftFor: null, rowVersion: { increment: 1 } } });
		}
	},
	fromDay: async (ctx, ending) => {
		// Waves that it came into after the event was entered.
		await leaveWaves(ctx, ending);
		const places = await ctx.db.rollOutUnit.findMany({ where: { unitId: ending.unitId, leftFor: 'reorganised' }, select: { id: true } });
		await lapseOfMembers(
			ctx,
			places.map(({ id }) => id)
		);
		return { rollOuts: places.length };
	}
};

type Place = { id: string; waveId: string; groupCode: string | null; wave: { title: string } };

async function leaveWaves(ctx: Ctx, ending: EndingUnit): Promise<void> {
	for (const place of await placesOf(ctx, ending)) {
		await ctx.db.rollOutUnit.update({
			where: { id: place.id },
			data: { leftOn: toDbDate(ending.day), leftFor: 'reorganised', rowVersion: { increment: 1 } }
		});
		await recordLeft(ctx, ending, place);
		for (const heirId of ending.heirIds) await joinHeir(ctx, ending, place, heirId);
	}
}

/** Where the unit still is on the day. */
function placesOf(ctx: Ctx, ending: EndingUnit): Promise<Place[]> {
	return ctx.db.rollOutUnit.findMany({
		where: { unitId: ending.unitId, leftOn: null, joinedOn: { lte: toDbDate(ending.day) }, wave: { state: { not: 'closed' } } },
		select: { id: true, waveId: true, groupCode: true, wave: { select: { title: true } } }
	});
}

/** Several units that become one are followed once: by the first of them. */
async function joinHeir(ctx: Ctx, ending: EndingUnit, place: Place, unitId: string): Promise<void> {
	const day = toDbDate(ending.day);
	const there = await ctx.db.rollOutUnit.count({
		where: { waveId: place.waveId, unitId, OR: [{ leftOn: null }, { leftOn: { gt: day } }] }
	});
	if (there > 0) return;
	const { waveId, groupCode } = place;
	await ctx.db.rollOutUnit.create({ data: { waveId, unitId, groupCode, joinedOn: day, predecessorId: place.id } });
	await recordJoined(ctx, { id: waveId, title: place.wave.title }, [{ unitId, groupCode }], 'system', ending.day);
}

function recordLeft(ctx: Ctx, ending: EndingUnit, place: Place): Promise<void> {
	return record(ctx, {
		event: 'roll_out_unit.leave',
		subjectType: 'roll_out_unit',
		subjectId: place.id,
		unitId: ending.unitId,
		role: 'system',
		after: { wave: place.wave.title, day: ending.day, why: 'reorganised' }
	});
}
