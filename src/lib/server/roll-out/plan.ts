import type { StepInput } from '#lib/domain/roll-out/forms.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadWave, lockWave, type LoadedWave } from './facts.ts';
import type { Proofs } from './proofs.ts';

const stepLimit = 60;

/**
 * Adds a step to the plan of a wave, from today on. In an open wave its units owe it at once. Recorded as `roll_out_step.add`.
 * @throws NotFound; Forbidden; Conflict `wave_closed`, `plan_too_long`; Invalid (`phaseCode`, `proof`, `titleVi`)
 */
export function addStep(ctx: Ctx, proofs: Proofs, input: StepInput & { dueOn: Day; waveId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const wave = await lockWave(ctx, input.waveId);
		const role = authorize(ctx, 'roll_out.manage');
		const data = await checked(ctx, proofs, input);
		const known = await ctx.db.rollOutStep.findMany({ where: { waveId: wave.id }, select: { code: true, droppedOn: true } });
		if (known.filter(({ droppedOn }) => droppedOn === null).length >= stepLimit) throw new Conflict('plan_too_long');
		const code = freeCode(new Set(known.map(({ code }) => code)));
		const day = toDbDate(today(ctx));
		const { id } = await ctx.db.rollOutStep.create({ data: { ...data, waveId: wave.id, code, addedOn: day }, select: { id: true } });
		const set = { stepId: id, dueOn: toDbDate(input.dueOn), setOn: day, setAt: ctx.clock.now(), setById: requireUser(ctx), number: 1 };
		await ctx.db.rollOutDue.create({ data: set });
		await recordStep(ctx, wave, id, role, 'add', { ...data, dueOn: input.dueOn });
		return { id };
	});
}

/**
 * Words, place and role of a step; what proves it only while the wave is prepared. Recorded as `roll_out_step.change` with the words before.
 * @throws NotFound `step_not_found`; Forbidden; Conflict `stale`, `wave_closed`, `step_dropped`, `proof_fixed`; Invalid
 */
export function changeStep(ctx: Ctx, proofs: Proofs, input: StepInput & { stepId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { wave, step } = await lockStep(ctx, input.stepId);
		const role = authorize(ctx, 'roll_out.manage');
		if (input.rowVersion !== undefined && input.rowVersion !== step.rowVersion)
			throw new Conflict('stale', { rowVersion: step.rowVersion });
		const data = await checked(ctx, proofs, input);
		if (wave.state !== 'draft' && data.proof !== step.proof) throw new Conflict('proof_fixed');
		await ctx.db.rollOutStep.update({ where: { id: step.id }, data: { ...data, rowVersion: step.rowVersion + 1 } });
		const { phaseCode, position, titleVi, titleEn, howVi, howEn, proof, role: by } = step;
		await recordStep(ctx, wave, step.id, role, 'change', data, { phaseCode, position, titleVi, titleEn, howVi, howEn, proof, role: by });
	});
}

/** What moving a due day of the plan moves: units that owe the step by it, and those with a day of their own, which stays. */
export type DueMove = { readonly from: Day | null; readonly units: number; readonly own: number };

/** @throws NotFound; Forbidden */
export async function previewDueMove(ctx: Ctx, input: { stepId: string }): Promise<DueMove> {
	const { wave, step } = await loadStep(ctx, input.stepId);
	authorize(ctx, 'roll_out.manage');
	return dueMoveOf(ctx, wave.id, step.id);
}

/**
 * Moves a due day of the plan, for every unit without a day of its own. The day that held until now stays readable for the days before. Recorded
 * as `roll_out_step.move_due` with how many units it moves. What was told of the old day lapses.
 * @throws NotFound; Forbidden; Conflict `wave_closed`, `step_dropped`; Invalid (`reason` in an open wave, `dueOn` when it is the same)
 */
export function moveDue(ctx: Ctx, input: { stepId: string; dueOn: Day; reason: string }): Promise<DueMove> {
	return transaction(ctx, async (ctx) => {
		const { wave, step } = await lockStep(ctx, input.stepId);
		const role = authorize(ctx, 'roll_out.manage');
		const moved = await dueMoveOf(ctx, wave.id, step.id);
		if (moved.from === input.dueOn) throw new Invalid({ dueOn: 'same_day' });
		const reason = wave.state === 'open' ? requireReason(input.reason, 'reason') : tidy(input.reason);
		await ctx.db.rollOutDue.create({
			data: {
				stepId: step.id,
				dueOn: toDbDate(input.dueOn),
				setOn: toDbDate(today(ctx)),
				setAt: ctx.clock.now(),
				setById: requireUser(ctx),
				reason,
				number: (await ctx.db.rollOutDue.count({ where: { stepId: step.id, rollOutUnitId: null } })) + 1
			}
		});
		const { from, ...counts } = moved;
		await recordStep(ctx, wave, step.id, role, 'move_due', { dueOn: input.dueOn, ...counts }, { dueOn: from }, reason || null);
		const items = await ctx.db.rollOutItem.findMany({ where: { stepId: step.id }, select: { id: true } });
		await lapse(
			ctx,
			'roll_out_item',
			items.map(({ id }) => id),
			['roll_out_soon', 'roll_out_late', 'roll_out_asked', 'roll_out_late_province']
		);
		return moved;
	});
}

/**
 * Takes a step out of the plan from today on; earlier days still show it. Recorded as `roll_out_step.drop`.
 * @throws NotFound; Forbidden; Conflict `wave_closed`, `step_dropped`; Invalid (reason)
 */
export function dropStep(ctx: Ctx, input: { stepId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { wave, step } = await lockStep(ctx, input.stepId);
		const role = authorize(ctx, 'roll_out.manage');
		const droppedReason = requireReason(input.reason, 'reason');
		const data = { droppedOn: toDbDate(today(ctx)), droppedReason, rowVersion: step.rowVersion + 1 };
		await ctx.db.rollOutStep.update({ where: { id: step.id }, data });
		await recordStep(ctx, wave, step.id, role, 'drop', {}, undefined, droppedReason);
		const items = await ctx.db.rollOutItem.findMany({ where: { stepId: step.id }, select: { id: true } });
		await lapse(
			ctx,
			'roll_out_item',
			items.map(({ id }) => id)
		);
	});
}

/** What moving the plan's day of a step would move. No question of rights. */
export async function dueMoveOf(ctx: Ctx, waveId: string, stepId: string): Promise<DueMove> {
	const day = today(ctx);
	const [row] = await ctx.db.$queryRaw<{ from: Day | null; units: number; own: number }[]>`
		with own as (
			select distinct on (d.roll_out_unit_id) d.roll_out_unit_id, d.due_on from roll_out_due d
			where d.step_id = ${stepId}::uuid and d.roll_out_unit_id is not null order by d.roll_out_unit_id, d.number desc
		)
		select (select d.due_on::text from roll_out_due d where d.step_id = ${stepId}::uuid and d.roll_out_unit_id is null order by d.number desc limit 1) as from,
			count(*) filter (where o.due_on is null and coalesce(i.state, 'open') not in ('accepted', 'proven', 'not_applicable'))::int as units,
			count(*) filter (where o.due_on is not null)::int as own
		from roll_out_unit u left join own o on o.roll_out_unit_id = u.id
			left join roll_out_item i on i.roll_out_unit_id = u.id and i.step_id = ${stepId}::uuid
		where u.wave_id = ${waveId}::uuid and (u.left_on is null or u.left_on > ${day}::date)`;
	return row ?? { from: null, units: 0, own: 0 };
}

const stepFields = {
	id: true,
	waveId: true,
	code: true,
	phaseCode: true,
	position: true,
	titleVi: true,
	titleEn: true,
	howVi: true,
	howEn: true,
	proof: true,
	role: true,
	droppedOn: true,
	rowVersion: true
} as const;

async function loadStep(ctx: Ctx, stepId: string) {
	const step = isUuid(stepId) ? await ctx.db.rollOutStep.findUnique({ where: { id: stepId }, select: stepFields }) : null;
	if (!step) throw new NotFound('step_not_found');
	return { step, wave: await loadWave(ctx, step.waveId) };
}

async function lockStep(ctx: Ctx, stepId: string) {
	const found = await loadStep(ctx, stepId);
	const wave = await lockWave(ctx, found.step.waveId);
	const step = await ctx.db.rollOutStep.findUniqueOrThrow({ where: { id: stepId }, select: stepFields });
	if (fromDbDate(step.droppedOn) !== null) throw new Conflict('step_dropped');
	return { wave, step };
}

async function checked(ctx: Ctx, proofs: Proofs, input: StepInput) {
	const faults: Record<string, string> = {};
	const titleVi = tidy(input.titleVi);
	if (titleVi === '') faults.titleVi = 'required';
	if (!(await ctx.db.rollOutPhase.findUnique({ where: { code: input.phaseCode } }))) faults.phaseCode = 'invalid';
	// A proof of what comes later in the roll-out of eISO itself may stand in a plan; a new one is chosen from those there are.
	const known = input.proof === null || Object.hasOwn(proofs, input.proof);
	if (!known && (await ctx.db.rollOutDefaultStep.count({ where: { proof: input.proof } })) === 0) faults.proof = 'invalid';
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
	const { phaseCode, position, proof, role } = input;
	return { phaseCode, position, titleVi, titleEn: tidy(input.titleEn), howVi: tidy(input.howVi), howEn: tidy(input.howEn), proof, role };
}

/** `step_1`, `step_2` …: the code is nobody's to type; it joins a step to those of earlier waves. */
function freeCode(taken: ReadonlySet<string>): string {
	let at = 1;
	while (taken.has(`step_${at}`)) at += 1;
	return `step_${at}`;
}

type Facts = Record<string, string | number | null>;

function recordStep(
	ctx: Ctx,
	wave: LoadedWave,
	subjectId: string,
	role: string,
	event: 'add' | 'change' | 'move_due' | 'drop',
	after: Facts,
	before?: Facts,
	comment: string | null = null
): Promise<void> {
	return record(ctx, {
		event: `roll_out_step.${event}`,
		subjectType: 'roll_out_step',
		subjectId,
		unitId: null,
		role,
		before: before ?? null,
		after: { wave: wave.title, ...after },
		comment
	});
}
