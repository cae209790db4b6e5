import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { UnitFacts } from '#lib/domain/units/unit.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { EventChange } from './event-changes.ts';

const atOnce = 500;

export type NewVersion = UnitFacts & { readonly unitId: string; readonly validFrom: Day; readonly legalBasis: string | null };

/** New units without versions, as many as asked; their ids. */
export async function createUnits(ctx: Ctx, count: number): Promise<string[]> {
	const ids: string[] = [];
	while (ids.length < count) {
		const data = Array.from({ length: Math.min(atOnce, count - ids.length) }, () => ({ createdAt: ctx.clock.now() }));
		ids.push(...(await ctx.db.unit.createManyAndReturn({ data, select: { id: true } })).map(({ id }) => id));
	}
	return ids;
}

/** Writes versions without end, and gives what was begun. Those that they follow must be closed first: the database refuses two on one day. */
export async function createVersions(
	ctx: Ctx,
	versions: readonly NewVersion[],
	onProgress: (done: number) => void = () => undefined
): Promise<EventChange[]> {
	const begun: EventChange[] = [];
	for (let from = 0; from < versions.length; from += atOnce) {
		const part = versions.slice(from, from + atOnce);
		const rows = await ctx.db.unitVersion.createManyAndReturn({
			data: part.map((version) => ({ ...version, validFrom: toDbDate(version.validFrom), createdAt: ctx.clock.now() })),
			select: { id: true }
		});
		begun.push(...rows.map(({ id }) => ({ thing: 'unit_version' as const, subjectId: id, begun: true, endBefore: null, endAfter: null })));
		onProgress(Math.min(versions.length, from + atOnce));
	}
	return begun;
}

/**
 * Ends the versions of units that are in force on the day, so that the day before is their last. One that began on that very day
 * keeps its row with an empty range: what was once recorded stays, and counts on no day.
 */
export async function closeVersions(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<EventChange[]> {
	const rows = await ctx.db.$queryRaw<Pick<EventChange, 'subjectId' | 'endBefore' | 'endAfter'>[]>`
		update unit_version v set valid_to = ${day}::date from unit_version old
		where old.id = v.id and v.unit_id = any(${[...unitIds]}::uuid[]) and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
		returning v.id as "subjectId", old.valid_to::text as "endBefore", v.valid_to::text as "endAfter"`;
	return rows.map((row) => ({ ...row, thing: 'unit_version', begun: false }));
}
