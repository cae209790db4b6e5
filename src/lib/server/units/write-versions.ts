import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { UnitFacts } from '#lib/domain/units/unit.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

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

/** Writes versions without end. Those that they follow must be closed first: the database refuses two on one day. */
export async function createVersions(
	ctx: Ctx,
	versions: readonly NewVersion[],
	onProgress: (done: number) => void = () => undefined
): Promise<void> {
	for (let from = 0; from < versions.length; from += atOnce) {
		const part = versions.slice(from, from + atOnce);
		await ctx.db.unitVersion.createMany({
			data: part.map((version) => ({ ...version, validFrom: toDbDate(version.validFrom), createdAt: ctx.clock.now() }))
		});
		onProgress(Math.min(versions.length, from + atOnce));
	}
}

/**
 * Ends the versions of units that are in force on the day, so that the day before is their last. One that began on that very day
 * keeps its row with an empty range: what was once recorded stays, and counts on no day.
 */
export async function closeVersions(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<number> {
	return ctx.db.$executeRaw`
		update unit_version set valid_to = ${day}::date
		where unit_id = any(${[...unitIds]}::uuid[]) and valid_from <= ${day}::date and (valid_to is null or valid_to > ${day}::date)`;
}
