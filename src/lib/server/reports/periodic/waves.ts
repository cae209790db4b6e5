import type { ReportWave } from '#lib/domain/reports/attached.ts';
import { linesOf } from '#lib/domain/roll-out/board.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { ofUnits, readBoardUnits, readSteps, readWaves } from '#lib/server/roll-out/board-facts.ts';
import { readCells } from '#lib/server/roll-out/cells.ts';
import { everyProof } from '../every-proof.ts';

/**
 * Where units stood in the waves that ran on a day, as the board of the roll-out has it. Two statements, and two for each wave, whatever the number
 * of units. No question of rights.
 */
export async function wavesOfUnits(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<Map<string, ReportWave[]>> {
	const found = new Map<string, ReportWave[]>();
	if (unitIds.length === 0) return found;
	const ran = (openedOn: Day | null, closedOn: Day | null) => openedOn !== null && openedOn <= day && (closedOn === null || closedOn > day);
	const waves = (await readWaves(ctx, day, unitIds, false)).filter(({ openedOn, closedOn, units }) => units > 0 && ran(openedOn, closedOn));
	if (waves.length === 0) return found;
	const which = Prisma.sql`w.id = any(${waves.map(({ id }) => id)}::uuid[])`;
	const cells = await readCells(ctx, everyProof, day, Prisma.sql`${which} and ${ofUnits(unitIds)}`);
	for (const { id, title } of waves) {
		const steps = await readSteps(ctx, id, day);
		const units = await readBoardUnits(ctx, id, day, unitIds);
		const own = cells.filter(({ waveId }) => waveId === id);
		for (const line of linesOf(units, own, steps, day)) {
			const { unitId, state, steps: all, settled, lateSteps, lateDays, nextStepId } = line;
			const next = steps.find((step) => step.id === nextStepId)?.title ?? null;
			found.set(unitId, [...(found.get(unitId) ?? []), { waveId: id, title, state, steps: all, settled, lateSteps, lateDays, next }]);
		}
	}
	return found;
}
