import { may } from '#lib/domain/permissions/decide.ts';
import { nextStep, shownStep, type ShownStep } from '#lib/domain/roll-out/shown.ts';
import { placeOf } from '#lib/domain/roll-out/places.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { evidenceOf } from '#lib/server/corrective-actions/evidence-list.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { unitNamesOn, validOn } from '#lib/server/units/units-on-day.ts';
import { readCells, type Cell } from './cells.ts';
import { mayReadMember } from './facts.ts';
import type { Proofs } from './proofs.ts';
import { wordedStepsSql } from './step-words.ts';

export type UnitStep = Cell & {
	readonly phase: string;
	readonly title: string;
	readonly how: string;
	readonly proof: string | null;
	readonly place: string | null;
	readonly role: string;
	readonly shown: ShownStep;
	readonly next: boolean;
	readonly responsible: string | null;
};

export type StepAct = {
	readonly event: string;
	readonly at: Date;
	readonly doneOn: Day | null;
	readonly by: string | null;
	readonly text: string | null;
};

/**
 * A unit's own page: its waves, the steps of one of them as of today, and all about the step that is asked for (`step`), else the next one.
 * @throws NotFound `unit_not_found`: no such unit, in no wave, or not for this person
 */
export async function unitPage(ctx: Ctx, proofs: Proofs, unitId: string, params: URLSearchParams) {
	const day = today(ctx);
	const places = await placesOf(ctx, unitId);
	const place =
		places.find(({ waveId }) => waveId === params.get('wave')) ??
		places.find(({ leftOn, state }) => leftOn === null && state === 'open') ??
		places[0];
	if (!place) throw new NotFound('unit_not_found');
	const left = place.leftOn !== null && place.leftOn <= day;
	// Of a unit that has left, its last day in the wave.
	const asOf = left && place.leftOn ? lastDay(place.joinedOn, place.leftOn) : day;
	const cells = await readCells(ctx, proofs, asOf, Prisma.sql`u.id = ${place.id}::uuid`);
	const steps = await describe(ctx, cells, asOf);
	const chosen = steps.find(({ stepId }) => stepId === params.get('step')) ?? steps.find(({ next }) => next) ?? null;
	const acting = place.state === 'open' && !left;
	const subject = { unitId };
	return {
		unit: { id: unitId, name: (await unitNamesOn(ctx, [unitId], day)).get(unitId)?.name ?? '' },
		waves: places.map(({ waveId, title, state, leftOn }) => ({ waveId, title, state, leftOn })),
		place: {
			id: place.id,
			waveId: place.waveId,
			title: place.title,
			leftOn: place.leftOn,
			leftFor: place.leftFor,
			leftReason: place.leftReason
		},
		responsibleId: place.responsibleId,
		me: ctx.actor.kind === 'user' ? ctx.actor.userId : null,
		today: day,
		steps,
		step: chosen === null ? null : await aboutStep(ctx, place.id, chosen),
		people: acting && may(ctx.actor, 'roll_out.claim', subject) ? await peopleOf(ctx, unitId) : [],
		can: {
			claim: acting && may(ctx.actor, 'roll_out.claim', subject),
			accept: acting && may(ctx.actor, 'roll_out.accept', subject),
			manage: acting && may(ctx.actor, 'roll_out.manage'),
			waves: may(ctx.actor, 'roll_out.read_waves')
		}
	};
}

const lastDay = (joined: Day, left: Day): Day => {
	const before = new Date(`${left}T00:00:00Z`);
	before.setUTCDate(before.getUTCDate() - 1);
	const day = before.toISOString().slice(0, 10);
	return day < joined ? joined : day;
};

/** The waves that the unit is or was in, the newest first; those that this person may not see are not there. */
async function placesOf(ctx: Ctx, unitId: string) {
	if (!isUuid(unitId)) return [];
	const rows = await ctx.db.rollOutUnit.findMany({
		where: { unitId },
		orderBy: [{ joinedOn: 'desc' }, { id: 'desc' }],
		include: { wave: { select: { title: true, state: true, kind: true } } }
	});
	return rows
		.filter(({ wave }) => mayReadMember(ctx, { unitId, waveState: wave.state }))
		.toSorted((one, other) => (one.wave.kind < other.wave.kind ? -1 : one.wave.kind > other.wave.kind ? 1 : 0))
		.map(({ wave, joinedOn, leftOn, ...row }) => ({
			...row,
			title: wave.title,
			state: wave.state,
			joinedOn: fromDbDate(joinedOn),
			leftOn: fromDbDate(leftOn)
		}));
}

type DescribedStep = Pick<UnitStep, 'phase' | 'title' | 'how' | 'proof' | 'role'> & { readonly id: string };

/** Called and placed as on the day of the cells; how a step is done is told as of now. */
async function describe(ctx: Ctx, cells: readonly Cell[], asOf: Day): Promise<UnitStep[]> {
	const english = ctx.locale === 'en';
	const steps = await ctx.db.$queryRaw<DescribedStep[]>`
		select s.id, case when ${english} then p.name_en else p.name_vi end as phase,
			case when ${english} and w.title_en <> '' then w.title_en else w.title_vi end as title,
			case when ${english} and s.how_en <> '' then s.how_en else s.how_vi end as how, s.proof, s.role
		from roll_out_step s join (${wordedStepsSql(asOf)}) w on w.id = s.id join roll_out_phase p on p.code = w.phase_code
		where s.id = any(${cells.map(({ stepId }) => stepId)}::uuid[]) order by w.position, w.id`;
	const names = await ctx.db.user.findMany({
		where: { id: { in: cells.flatMap(({ responsibleId }) => responsibleId ?? []) } },
		select: { id: true, fullName: true }
	});
	const nameOf = new Map(names.map(({ id, fullName }) => [id, fullName]));
	const next = nextStep(cells);
	const cellOf = new Map(cells.map((cell) => [cell.stepId, cell]));
	return steps.flatMap((step) => {
		const cell = cellOf.get(step.id);
		if (!cell) return [];
		const isNext = next?.stepId === step.id;
		return [
			{
				...cell,
				phase: step.phase,
				title: step.title,
				how: step.how,
				proof: step.proof,
				place: placeOf(step.proof),
				role: step.role,
				shown: shownStep(cell.state, isNext),
				next: isNext,
				responsible: nameOf.get(cell.responsibleId ?? '') ?? null
			}
		];
	});
}

async function aboutStep(ctx: Ctx, rollOutUnitId: string, step: UnitStep) {
	const acts =
		step.itemId === null
			? []
			: await ctx.db.rollOutAct.findMany({
					where: { itemId: step.itemId },
					orderBy: { number: 'desc' },
					include: { user: { select: { fullName: true } } }
				});
	const dues = await ctx.db.rollOutDue.findMany({
		where: { stepId: step.stepId, OR: [{ rollOutUnitId: null }, { rollOutUnitId }] },
		orderBy: [{ setAt: 'desc' }, { number: 'desc' }],
		include: { setBy: { select: { fullName: true } } }
	});
	const evidence = step.itemId === null ? [] : ((await evidenceOf(ctx, 'roll_out_item', [step.itemId])).get(step.itemId) ?? []);
	const claimedById = acts.find(({ event }) => event === 'claim' || event === 'ask_waiver')?.userId ?? null;
	return {
		...step,
		acts: acts.map(({ event, at, doneOn, user, text }): StepAct => ({
			event,
			at,
			doneOn: fromDbDate(doneOn),
			by: user?.fullName ?? null,
			text
		})),
		dues: dues.map(({ dueOn, setAt, setBy, reason, rollOutUnitId: own }) => ({
			dueOn: fromDbDate(dueOn),
			at: setAt,
			by: setBy.fullName,
			reason,
			own: own !== null
		})),
		evidence,
		/** Nobody accepts what they claimed themself. */
		ownClaim: ctx.actor.kind === 'user' && claimedById === ctx.actor.userId
	};
}

async function peopleOf(ctx: Ctx, unitId: string) {
	const rows = await ctx.db.membership.findMany({
		where: { unitId, ...validOn(today(ctx)), user: { status: 'active' } },
		orderBy: { user: { fullName: 'asc' } },
		select: { userId: true, position: true, user: { select: { fullName: true } } }
	});
	return [...new Map(rows.map(({ userId, position, user }) => [userId, { value: userId, label: user.fullName, hint: position }])).values()];
}

/** Where a step of a unit is shown, for what names it by its row alone. @throws NotFound `roll_out_item_not_found` */
export async function itemPlace(ctx: Ctx, itemId: string): Promise<string> {
	const item = isUuid(itemId)
		? await ctx.db.rollOutItem.findUnique({
				where: { id: itemId },
				select: { stepId: true, rollOutUnit: { select: { unitId: true, waveId: true, wave: { select: { state: true } } } } }
			})
		: null;
	if (!item || !mayReadMember(ctx, { unitId: item.rollOutUnit.unitId, waveState: item.rollOutUnit.wave.state }))
		throw new NotFound('roll_out_item_not_found');
	return `/roll-out/units/${item.rollOutUnit.unitId}?wave=${item.rollOutUnit.waveId}&step=${item.stepId}`;
}
