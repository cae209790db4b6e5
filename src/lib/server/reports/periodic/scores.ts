import type { ReportScore } from '#lib/domain/reports/attached.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { computeBySet } from '#lib/server/audits/scores/compute.ts';
import { inUse, isMeantFor, readSets } from '#lib/server/audits/scores/facts.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/**
 * What units score on a day by the criteria of a year that are published, the newest where a kind of unit has more than one. As many statements
 * whatever the number of units. No question of rights: what is asked is whose report it is.
 */
export async function scoresOfUnits(
	ctx: Ctx,
	units: readonly { readonly unitId: string; readonly kindCode: string }[],
	year: number,
	asOf: Day
): Promise<Map<string, ReportScore>> {
	const sets = inUse(await readSets(ctx, { state: 'published' })).filter((set) => set.year === year);
	const found = new Map<string, ReportScore>();
	for (const set of sets) {
		const meant = units.filter(({ unitId, kindCode }) => !found.has(unitId) && isMeantFor(set, kindCode)).map(({ unitId }) => unitId);
		const { title, isSample } = set;
		for (const { unitId, points, max, lines } of await computeBySet(ctx, set, meant, asOf))
			found.set(unitId, { title, year, isSample, asOf, points, max, lines: [...lines] });
	}
	return found;
}
