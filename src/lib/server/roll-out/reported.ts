import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actOn } from './acts.ts';
import { loadMember, lockWave, toItems } from './facts.ts';

/** A step of the plan that a unit reported as done, and since when. */
export type ReportedStep = { readonly unitId: string; readonly stepCode: string; readonly doneOn: Day };

/** Rows of one report at most: every unit of the province with every step. */
const most = 10_000;

/**
 * What units reported on paper, for one or many of them at once: accepted as of today by the coordinator who enters it, with the number of the
 * paper. Steps that are no longer open are left as they are. Recorded as `roll_out_item.record` of each step.
 * @returns how many were recorded, and how many were settled or claimed already
 * @throws NotFound; Forbidden; Conflict `wave_not_open`; Invalid (`source`, `rows: units_unknown:<ids>` not in the wave, `steps_unknown:<codes>`, `doneOn`)
 */
export function recordReported(
	ctx: Ctx,
	input: { waveId: string; rows: readonly ReportedStep[]; source: string }
): Promise<{ recorded: number; already: number }> {
	return transaction(ctx, async (ctx) => {
		const wave = await lockWave(ctx, input.waveId);
		authorize(ctx, 'roll_out.manage');
		if (wave.state !== 'open') throw new Conflict('wave_not_open');
		const text = requireReason(input.source, 'source');
		const keys = await keysOf(ctx, wave.id, input.rows);
		await ctx.db.rollOutItem.createMany({
			data: keys.map(({ rollOutUnitId, stepId }) => ({ rollOutUnitId, stepId })),
			skipDuplicates: true
		});
		const dayOf = new Map(keys.map((key) => [`${key.rollOutUnitId} ${key.stepId}`, key.doneOn]));
		const items = await toItems(ctx, {
			rollOutUnitId: { in: [...new Set(keys.map((key) => key.rollOutUnitId))] },
			stepId: { in: [...new Set(keys.map((key) => key.stepId))] }
		});
		const open = items.filter((item) => item.state === 'open' && dayOf.has(`${item.rollOutUnitId} ${item.stepId}`));
		for (const [doneOn, same] of Map.groupBy(open, (item) => dayOf.get(`${item.rollOutUnitId} ${item.stepId}`)))
			if (doneOn) await actOn(ctx, same, 'record', {}, { facts: { doneOn, settled: true }, text });
		return { recorded: open.length, already: dayOf.size - open.length };
	});
}

/** One step of one unit, as its page names them. @throws as `recordReported`; NotFound `step_not_found` */
export function recordReportedStep(ctx: Ctx, input: { rollOutUnitId: string; stepId: string; doneOn: Day; source: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const member = await loadMember(ctx, input.rollOutUnitId);
		authorize(ctx, 'roll_out.manage');
		const step = isUuid(input.stepId)
			? await ctx.db.rollOutStep.findFirst({ where: { id: input.stepId, waveId: member.waveId }, select: { code: true } })
			: null;
		if (!step) throw new NotFound('step_not_found');
		const rows = [{ unitId: member.unitId, stepCode: step.code, doneOn: input.doneOn }];
		const { recorded } = await recordReported(ctx, { waveId: member.waveId, rows, source: input.source });
		if (recorded === 0) throw new Conflict('stale');
	});
}

async function keysOf(ctx: Ctx, waveId: string, rows: readonly ReportedStep[]) {
	const day = today(ctx);
	const current = { lte: toDbDate(day) };
	const after = { gt: toDbDate(day) };
	const members = await ctx.db.rollOutUnit.findMany({
		where: { waveId, joinedOn: current, OR: [{ leftOn: null }, { leftOn: after }] },
		select: { id: true, unitId: true }
	});
	const steps = await ctx.db.rollOutStep.findMany({
		where: { waveId, addedOn: current, OR: [{ droppedOn: null }, { droppedOn: after }] },
		select: { id: true, code: true }
	});
	const placeOf = new Map(members.map((member) => [member.unitId, member.id]));
	const stepOf = new Map(steps.map((step) => [step.code, step.id]));
	const faults: Record<string, string> = {};
	if (rows.length === 0) faults.rows = 'required';
	if (rows.length > most) faults.rows = `too_many:${most}`;
	const units = new Set(rows.filter(({ unitId }) => !placeOf.has(unitId)).map(({ unitId }) => unitId));
	if (units.size > 0) faults.rows = `units_unknown:${[...units].slice(0, 10).join(', ')}`;
	const unknown = new Set(rows.filter(({ stepCode }) => !stepOf.has(stepCode)).map(({ stepCode }) => stepCode));
	if (unknown.size > 0) faults.steps = `steps_unknown:${[...unknown].slice(0, 10).join(', ')}`;
	if (rows.some(({ doneOn }) => doneOn > day)) faults.doneOn = 'day_in_future';
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
	return rows.flatMap(({ unitId, stepCode, doneOn }) => {
		const rollOutUnitId = placeOf.get(unitId);
		const stepId = stepOf.get(stepCode);
		return rollOutUnitId && stepId ? [{ rollOutUnitId, stepId, doneOn }] : [];
	});
}
