import type { ReportWave } from '#lib/domain/reports/attached.ts';
import { linesOf } from '#lib/domain/roll-out/board.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { ofUnits, readRunningWaves } from '#lib/server/roll-out/board-facts.ts';
import { readCells } from '#lib/server/roll-out/cells.ts';
import { everyProof } from '../every-proof.ts';

/**
 * Where units stood in the waves that ran on a day, as the board of the roll-out has it. Two statements, whatever the number of units and waves. No
 * question of rights.
 */
export async function wavesOfUnits(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<Map<string, ReportWave[]>> {
	const found = new Map<string, ReportWave[]>();
	if (unitIds.length === 0) return found;
	const waves = await readRunningWaves(ctx, day, unitIds);
	if (waves.length === 0) return found;
	const which = Prisma.sql`w.id = any(${waves.map(({ id }) => id)}::uuid[])`;
	const cells = await readCells(ctx, everyProof, day, Prisma.sql`${which} and ${ofUnits(unitIds)}`);
	const byWave = Map.groupBy(cells, ({ waveId }) => waveId);
	for (const { id, title, units, steps } of waves) {
		const titles = new Map(steps.map((step) => [step.id, step.title]));
		for (const line of linesOf(units, byWave.get(id) ?? [], steps, day)) {
			const { unitId, state, steps: all, settled, lateSteps, lateDays, nextStepId } = line;
			const next = nextStepId === null ? null : (titles.get(nextStepId) ?? null);
			found.set(unitId, [...(found.get(unitId) ?? []), { waveId: id, title, state, steps: all, settled, lateSteps, lateDays, next }]);
		}
	}
	return found;
}
