import { reviewNoticeDays } from '#lib/domain/reviews/management-lifecycle.ts';
import type { ObjectiveState } from '#lib/domain/reviews/objectives/judge.ts';
import { needState, type NeedState } from '#lib/domain/reviews/training/states.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { stepState, type StepState } from '#lib/domain/units/quality-system/quality-system.ts';
import { sameDayIn, sameText, usualSteps } from '#lib/domain/year/parts.ts';
import * as m from '#lib/paraglide/messages.js';
import { objectivesFacts } from '#lib/server/reviews/objectives/facts.ts';
import { linesOfYear } from '#lib/server/records/year-list.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { wordsOf } from '#lib/words.ts';

export type ObjectiveOffer = {
	readonly id: string;
	readonly code: string;
	readonly statement: string;
	readonly indicator: string;
	readonly measure: string;
	readonly target: number;
	readonly value: number | null;
	readonly state: ObjectiveState;
	readonly setId: string;
	/** Periods without a result. */
	readonly missing: number;
	/** Of a missed one: whether something is done about it, or why not. */
	readonly answered: boolean;
};
/** `id`: the step, what was to be trained, or the key of a usual step; `state` null: nobody did it last year. */
export type LineOffer<State> = { readonly id: string; readonly text: string; readonly dueOn: Day; readonly state: State | null };
export type SeriesOffer = {
	readonly id: string;
	readonly code: string;
	readonly name: string;
	readonly custodian: string | null;
	/** Who keeps it works in the unit no more. */
	readonly custodianLeft: boolean;
	/** Filed last year. */
	readonly records: number;
};

/** The objectives that a head signed for the year before, with what came of them. */
export async function objectiveOffers(ctx: Ctx, unitId: string, year: number): Promise<ObjectiveOffer[]> {
	const last = year - 1;
	const { items } = await objectivesFacts(ctx, unitId, `${last}-01-01`, `${last}-12-31`);
	return items.map(({ setId, lineId, code, statement, indicator, measure, target, value, state, missing, answered }) => ({
		...{ id: lineId, setId, code, statement, indicator, measure, target, value, state, missing, answered }
	}));
}

/** The steps of last year's plan that this year's does not have yet; the usual ones where there was none. */
export async function stepOffers(ctx: Ctx, unitId: string, year: number): Promise<LineOffer<StepState>[]> {
	const rows = await ctx.db.isoPlanStep.findMany({
		where: { unitId, year: { in: [year - 1, year] }, droppedReason: null },
		orderBy: [{ dueOn: 'asc' }, { position: 'asc' }]
	});
	const there = new Set(rows.filter((row) => row.year === year).map(({ what }) => sameText(what)));
	const last = rows.filter((row) => row.year === year - 1);
	const day = today(ctx);
	const offers: LineOffer<StepState>[] =
		last.length > 0
			? last.map(({ id, what, dueOn, doneOn, droppedReason }) => ({
					...{ id, text: what, dueOn: sameDayIn(year, fromDbDate(dueOn)) },
					state: stepState({ dueOn: fromDbDate(dueOn), doneOn: fromDbDate(doneOn), droppedReason }, day)
				}))
			: // Papers of a unit are Vietnamese, whoever reads the page.
				usualSteps.map(({ key, by }) => ({
					id: key,
					text: wordsOf(`year_step_${key}`, {}, 'vi') ?? key,
					dueOn: `${year}-${by}`,
					state: null
				}));
	return onlyNew(offers, there);
}

/** What was to be trained last year and this year's plan does not have yet. */
export async function needOffers(ctx: Ctx, unitId: string, year: number): Promise<LineOffer<NeedState>[]> {
	const rows = await ctx.db.trainingNeed.findMany({
		where: { unitId, year: { in: [year - 1, year] }, droppedAt: null },
		orderBy: [{ plannedOn: 'asc' }, { id: 'asc' }],
		include: { trainingNeed: { where: { fixedAt: { not: null } }, select: { id: true } } }
	});
	const there = new Set(rows.filter((row) => row.year === year).map(({ topic }) => sameText(topic)));
	const day = today(ctx);
	const offers = rows
		.filter((row) => row.year === year - 1)
		.map(({ id, topic, plannedOn, trainingNeed }) => ({
			...{ id, text: topic, dueOn: sameDayIn(year, fromDbDate(plannedOn)) },
			state: needState({ plannedOn: fromDbDate(plannedOn), dropped: false, held: trainingNeed.length > 0 }, day)
		}));
	return onlyNew(offers, there);
}

/** Two lines of last year that say the same become one. */
function onlyNew<Line extends { text: string }>(offers: readonly Line[], there: Set<string>): Line[] {
	return offers.filter(({ text }) => {
		const same = sameText(text);
		if (there.has(same)) return false;
		there.add(same);
		return true;
	});
}

/** A day for the management review: that of last year's, else the middle of November; never one for which no notice can be given. */
export async function reviewDayOffer(ctx: Ctx, unitId: string, year: number): Promise<Day> {
	const last = await ctx.db.managementReview.findFirst({
		where: { unitId, state: { not: 'cancelled' }, plannedOn: { gte: toDbDate(`${year - 1}-01-01`), lt: toDbDate(`${year}-01-01`) } },
		orderBy: { plannedOn: 'desc' },
		select: { plannedOn: true }
	});
	const wanted = last ? sameDayIn(year, fromDbDate(last.plannedOn)) : `${year}-11-15`;
	const soonest = addDays(today(ctx), reviewNoticeDays + 7);
	return wanted < soonest && soonest.startsWith(`${year}-`) ? soonest : wanted;
}

/** The list of records as the year would begin with it. */
export async function seriesOffers(ctx: Ctx, unitId: string, year: number): Promise<SeriesOffer[]> {
	const [rows, staff] = await Promise.all([
		ctx.db.recordSeries.findMany({
			where: linesOfYear(unitId, year),
			orderBy: { code: 'asc' },
			select: {
				...{ id: true, code: true, name: true, custodianId: true },
				custodian: { select: { fullName: true } },
				_count: { select: { records: { where: { madeOn: { gte: toDbDate(`${year - 1}-01-01`), lt: toDbDate(`${year}-01-01`) } } } } }
			}
		}),
		ctx.db.membership.findMany({ where: { unitId, ...validOn(today(ctx)), user: { status: 'active' } }, select: { userId: true } })
	]);
	const here = new Set(staff.map(({ userId }) => userId));
	return rows.map(({ custodianId, custodian, _count, ...row }) => ({
		...row,
		custodian: custodian?.fullName ?? null,
		custodianLeft: custodianId !== null && !here.has(custodianId),
		records: _count.records
	}));
}

/** What the review of a year is called. */
export const reviewTitle = (year: number): string => m.year_review_title({ year: String(year) }, { locale: 'vi' });
