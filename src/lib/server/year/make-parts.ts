import type { RollOverInput } from '#lib/domain/year/forms.ts';
import type { YearPart } from '#lib/domain/year/parts.ts';
import { createProgramme } from '#lib/server/audits/programmes/create.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { openRecordYear } from '#lib/server/records/year-list.ts';
import { planReview } from '#lib/server/reviews/management/plan.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { planNeed } from '#lib/server/reviews/training/needs.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { addStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { needOffers, reviewDayOffer, reviewTitle, stepOffers } from './offers.ts';

export type Wanted = Omit<RollOverInput, 'parts'> & { readonly unitId: string; readonly year: number };
/** How many things were drafted, and the one where it is one. */
export type Made = { readonly id: string | null; readonly count: number };

/** Each part by the command of its own kind, so that its rules, its trail and its approval are those of what is made by hand. */
export const makePart: Record<YearPart, (ctx: Ctx, wanted: Wanted) => Promise<Made>> = {
	programme: async (ctx, { unitId, year }) => one(await createProgramme(ctx, { unitId, year, objectives: '' })),
	objectives: async (ctx, { unitId, year, objectives }) => {
		const { id } = await createObjectiveSet(ctx, { unitId, year, copy: true, lines: objectives });
		return { id, count: await ctx.db.objective.count({ where: { setId: id } }) };
	},
	plan: carrySteps,
	training: carryNeeds,
	review: planReviewOf,
	records: async (ctx, { unitId, year, ended }) => one(await openRecordYear(ctx, { unitId, year, ended }))
};

const one = ({ id }: { id: string }): Made => ({ id, count: 1 });

async function carrySteps(ctx: Ctx, { unitId, year, steps }: Wanted): Promise<Made> {
	const offers = (await stepOffers(ctx, unitId, year)).filter(({ id }) => steps.includes(id));
	if (offers.length === 0) throw new Conflict('year_nothing_chosen');
	const [rows, staff] = await Promise.all([
		ctx.db.isoPlanStep.findMany({ where: { unitId, year: year - 1 }, select: { id: true, responsibleId: true, responsibleName: true } }),
		staffOf(ctx, unitId)
	]);
	for (const { id, text, dueOn } of offers) {
		const last = rows.find((row) => row.id === id);
		const kept = last?.responsibleId ?? null;
		// Somebody without an account is kept by name; who left, and the usual steps, are the officer's until somebody else is named.
		const byName = last !== undefined && kept === null;
		await addStep(ctx, {
			...{ unitId, year, what: text, dueOn, responsibleName: byName ? last.responsibleName : '' },
			responsibleId: byName ? null : kept !== null && staff.has(kept) ? kept : requireUser(ctx)
		});
	}
	return { id: null, count: offers.length };
}

async function carryNeeds(ctx: Ctx, { unitId, year, needs }: Wanted): Promise<Made> {
	const offers = (await needOffers(ctx, unitId, year)).filter(({ id }) => needs.includes(id));
	if (offers.length === 0) throw new Conflict('year_nothing_chosen');
	const [rows, staff] = await Promise.all([
		ctx.db.trainingNeed.findMany({ where: { id: { in: offers.map(({ id }) => id) } } }),
		staffOf(ctx, unitId)
	]);
	for (const { id, dueOn } of offers) {
		const last = rows.find((row) => row.id === id);
		if (!last) continue;
		const { topic, reason, audience, responsibleId } = last;
		const stays = responsibleId !== null && staff.has(responsibleId);
		await planNeed(ctx, { unitId, year, topic, reason, audience, plannedOn: dueOn, responsibleId: stays ? responsibleId : null });
	}
	return { id: null, count: offers.length };
}

async function planReviewOf(ctx: Ctx, { unitId, year, reviewOn }: Wanted): Promise<Made> {
	const plannedOn = reviewOn ?? (await reviewDayOffer(ctx, unitId, year));
	if (!plannedOn.startsWith(`${year}-`)) throw new Invalid({ reviewOn: 'day_not_in_year' });
	const [heads, officers, staff] = [await headsOf(ctx, unitId), await officersOf(ctx, unitId), await staffOf(ctx, unitId)];
	const chairId = heads[0];
	if (chairId === undefined) throw new Conflict('year_no_head');
	const secretaryId = officers.find((id) => id !== chairId) ?? requireUser(ctx);
	const last = await ctx.db.managementReview.findFirst({
		where: { unitId, state: { not: 'cancelled' } },
		orderBy: { plannedOn: 'desc' },
		select: { place: true, startsAt: true, members: { select: { userId: true } } }
	});
	const invited = last?.members.map(({ userId }) => userId).filter((id) => staff.has(id)) ?? [];
	return one(
		await planReview(ctx, {
			...{ unitId, title: reviewTitle(year), plannedOn, startsAt: last?.startsAt ?? '08:00', place: last?.place ?? '', periodFrom: null },
			...{ chairId, secretaryId, memberIds: [...new Set([chairId, secretaryId, ...invited])] }
		})
	);
}

async function staffOf(ctx: Ctx, unitId: string): Promise<ReadonlySet<string>> {
	const rows = await ctx.db.membership.findMany({
		where: { unitId, ...validOn(today(ctx)), user: { status: 'active' } },
		select: { userId: true }
	});
	return new Set(rows.map(({ userId }) => userId));
}
