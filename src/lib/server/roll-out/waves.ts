import type { ChangeWaveInput, NewWaveInput } from '#lib/domain/roll-out/forms.ts';
import type { WaveKind } from '#lib/domain/roll-out/lifecycle.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadWave, lockWave } from './facts.ts';
import { waveMachine } from './machines.ts';
import { peopleOfWave } from './people.ts';

/**
 * Prepares a wave with a plan of its own: that of the kind, or that of another wave moved to the year. Recorded as `roll_out_wave.create` in the
 * province's chain. Units see it once it is opened.
 * @throws Forbidden; Invalid (`title`, `nextId`, `fromId`, `coordinatorDays`)
 */
export function createWave(ctx: Ctx, input: NewWaveInput): Promise<{ id: string; steps: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'roll_out.manage');
		const data = await checked(ctx, input, null);
		const userId = requireUser(ctx);
		const steps = await startingPlan(ctx, input);
		const provesFrom = input.kind === 'maintain' ? toDbDate(`${input.year}-01-01`) : null;
		const { id } = await ctx.db.rollOutWave.create({
			data: { ...data, kind: input.kind, year: input.year, provesFrom, createdById: userId, createdAt: ctx.clock.now() },
			select: { id: true }
		});
		const day = toDbDate(today(ctx));
		await ctx.db.rollOutStep.createMany({ data: steps.map(({ dueOn: _dueOn, ...step }) => ({ ...step, waveId: id, addedOn: day })) });
		const made = await ctx.db.rollOutStep.findMany({ where: { waveId: id }, select: { id: true, code: true } });
		const dues = new Map(steps.map(({ code, dueOn }) => [code, dueOn]));
		await ctx.db.rollOutDue.createMany({
			data: made.flatMap(({ id: stepId, code }) => {
				const dueOn = dues.get(code);
				return dueOn ? [{ stepId, dueOn: toDbDate(dueOn), setOn: day, setAt: ctx.clock.now(), setById: userId, number: 1 }] : [];
			})
		});
		const after = { title: data.title, kind: input.kind, year: input.year, steps: steps.length };
		await record(ctx, { event: 'roll_out_wave.create', subjectType: 'roll_out_wave', subjectId: id, unitId: null, role, after });
		return { id, steps: steps.length };
	});
}

/**
 * Title, note, the wave that follows, and the days of the reminders. Recorded as `roll_out_wave.change`.
 * @throws NotFound; Forbidden; Conflict `stale`, `wave_closed`; Invalid as `createWave`
 */
export function changeWave(ctx: Ctx, input: ChangeWaveInput & { waveId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const wave = await lockWave(ctx, input.waveId, input.rowVersion);
		const role = authorize(ctx, 'roll_out.manage');
		const data = await checked(ctx, input, wave.id);
		const { title, note, nextId, soonDays, lateDays, coordinatorDays } = wave;
		await ctx.db.rollOutWave.update({ where: { id: wave.id }, data: { ...data, rowVersion: wave.rowVersion + 1 } });
		await record(ctx, {
			event: 'roll_out_wave.change',
			subjectType: 'roll_out_wave',
			subjectId: wave.id,
			unitId: null,
			role,
			before: { title, note, nextId, soonDays, lateDays, coordinatorDays },
			after: data
		});
	});
}

/**
 * Opens a wave: from now on its units see their steps and are reminded. Officers and heads of all of them are told.
 * @throws NotFound; Forbidden; Conflict `illegal_transition`, `stale`, `wave_empty` (no unit or no step)
 */
export function openWave(ctx: Ctx, input: { waveId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const wave = await lockWave(ctx, input.waveId, input.rowVersion);
		authorize(ctx, 'roll_out.manage');
		const day = toDbDate(today(ctx));
		const current = { OR: [{ leftOn: null }, { leftOn: { gt: day } }] };
		const units = await ctx.db.rollOutUnit.count({ where: { waveId: wave.id, ...current } });
		const steps = await ctx.db.rollOutStep.count({ where: { waveId: wave.id, droppedOn: null } });
		if (units === 0 || steps === 0) throw new Conflict('wave_empty');
		await transition(
			ctx,
			waveMachine,
			{ ...wave, unitId: null },
			'open',
			{},
			{
				data: { openedOn: day, openedById: requireUser(ctx) },
				after: { title: wave.title, units, steps }
			}
		);
		await notify(ctx, {
			to: await peopleOfWave(ctx, wave.id),
			kind: 'roll_out_opened',
			subjectType: 'roll_out_wave',
			subjectId: wave.id,
			unitId: null,
			params: { title: wave.title }
		});
	});
}

/**
 * Closes a wave: it stays to be read, nothing of it changes any more.
 * @throws NotFound; Forbidden; Conflict `wave_closed`, `stale`; Invalid (reason)
 */
export function closeWave(ctx: Ctx, input: { waveId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const wave = await lockWave(ctx, input.waveId, input.rowVersion);
		authorize(ctx, 'roll_out.manage');
		const closedReason = requireReason(input.reason, 'reason');
		await transition(
			ctx,
			waveMachine,
			{ ...wave, unitId: null },
			'close',
			{},
			{
				comment: closedReason,
				data: { closedOn: toDbDate(today(ctx)), closedById: requireUser(ctx), closedReason },
				after: { title: wave.title }
			}
		);
	});
}

/**
 * Makes the plan of a wave the one that new waves of its kind start from. Recorded as `roll_out_wave.keep_plan`.
 * @throws NotFound; Forbidden; Conflict `wave_empty`
 */
export function keepPlanAsDefault(ctx: Ctx, input: { waveId: string }): Promise<{ steps: number }> {
	return transaction(ctx, async (ctx) => {
		const wave = await loadWave(ctx, input.waveId);
		const role = authorize(ctx, 'roll_out.manage');
		const plan = await planOf(ctx, wave.id);
		if (plan.length === 0) throw new Conflict('wave_empty');
		await ctx.db.rollOutDefaultStep.deleteMany({ where: { kind: wave.kind } });
		await ctx.db.rollOutDefaultStep.createMany({
			data: plan.map(({ dueOn, ...step }, at) => ({
				...step,
				position: at + 1,
				kind: wave.kind,
				dueMonth: Number(dueOn.slice(5, 7)),
				dueDay: Number(dueOn.slice(8, 10))
			}))
		});
		const after = { title: wave.title, kind: wave.kind, steps: plan.length };
		await record(ctx, { event: 'roll_out_wave.keep_plan', subjectType: 'roll_out_wave', subjectId: wave.id, unitId: null, role, after });
		return { steps: plan.length };
	});
}

async function checked(ctx: Ctx, input: ChangeWaveInput, waveId: string | null) {
	const faults: Record<string, string> = {};
	const title = tidy(input.title);
	if (title === '') faults.title = 'required';
	if (input.coordinatorDays < input.lateDays) faults.coordinatorDays = `number_from:${input.lateDays}`;
	if (input.nextId !== null) {
		const next = await ctx.db.rollOutWave.findFirst({ where: { id: input.nextId, kind: 'maintain', state: { not: 'closed' } } });
		if (!next || next.id === waveId) faults.nextId = 'invalid';
	}
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
	const { nextId, soonDays, lateDays, coordinatorDays } = input;
	return { title, note: tidy(input.note), nextId, soonDays, lateDays, coordinatorDays };
}

type PlanStep = {
	code: string;
	phaseCode: string;
	position: number;
	titleVi: string;
	titleEn: string;
	howVi: string;
	howEn: string;
	proof: string | null;
	role: string;
	dueOn: Day;
};

async function startingPlan(ctx: Ctx, input: { kind: WaveKind; year: number; fromId: string | null }): Promise<PlanStep[]> {
	if (input.fromId === null) {
		const steps = await ctx.db.rollOutDefaultStep.findMany({ where: { kind: input.kind }, orderBy: { position: 'asc' } });
		return steps.map(({ kind: _kind, dueMonth, dueDay, ...step }) => ({ ...step, dueOn: dayOfYear(input.year, dueMonth, dueDay) }));
	}
	const from = await ctx.db.rollOutWave.findFirst({ where: { id: input.fromId, kind: input.kind }, select: { id: true, year: true } });
	if (!from) throw new Invalid({ fromId: 'invalid' });
	const plan = await planOf(ctx, from.id);
	return plan.map(({ dueOn, ...step }) => ({
		...step,
		dueOn: dayOfYear(Number(dueOn.slice(0, 4)) + input.year - from.year, Number(dueOn.slice(5, 7)), Number(dueOn.slice(8, 10)))
	}));
}

/** The plan as of now with the days that hold. */
async function planOf(ctx: Ctx, waveId: string): Promise<PlanStep[]> {
	const steps = await ctx.db.rollOutStep.findMany({
		where: { waveId, droppedOn: null },
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		include: { dues: { where: { rollOutUnitId: null }, orderBy: { number: 'desc' }, take: 1, select: { dueOn: true } } }
	});
	return steps.flatMap(({ code, phaseCode, position, titleVi, titleEn, howVi, howEn, proof, role, dues }) => {
		const dueOn = fromDbDate(dues[0]?.dueOn ?? null);
		return dueOn === null ? [] : [{ code, phaseCode, position, titleVi, titleEn, howVi, howEn, proof, role, dueOn }];
	});
}

/** A day of a year; the last of February stands for a day that the year does not have. */
function dayOfYear(year: number, month: number, day: number): Day {
	const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
	return `${year}-${String(month).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`;
}
