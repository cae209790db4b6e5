import { begunPeriods } from '#lib/domain/reviews/objectives/judge.ts';
import { periodDays, reportDay } from '#lib/domain/reviews/periods.ts';
import { certificateDays } from '#lib/domain/reviews/training/states.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { notify, type Notification } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';

/** Days before a review or a rating is due on which it is said. */
const ahead = 14;

/**
 * Once a day, of all dates of the registers: results of objectives, reviews and measures of risks, ratings of providers, planned trainings,
 * certificates. Only a word: nothing depends on this having run. Each day is said once.
 * @returns how many were said
 */
export async function remindOfReviews(ctx: Ctx): Promise<number> {
	const day = today(ctx);
	let said = 0;
	for (const remind of [resultsDue, risksDue, measuresLate, ratingsDue, needsLate, certificatesEnding]) said += await remind(ctx, day);
	return said;
}

type Told = Omit<Notification, 'to'> & { readonly key: string; readonly to: readonly string[]; readonly officers: boolean };

/** @returns 1 when it was not said before */
function sayOnce(ctx: Ctx, { key, to, officers, ...told }: Told): Promise<number> {
	return transaction(ctx, async (ctx) => {
		const { count } = await ctx.db.upkeepTold.createMany({ data: [{ key, toldAt: ctx.clock.now() }], skipDuplicates: true });
		if (count === 0) return 0;
		await notify(ctx, { ...told, to: [...to, ...(officers && told.unitId ? await officersOf(ctx, told.unitId) : [])] });
		return 1;
	});
}

/** The owner, or who took over the reporting, hears of a period when it is over; the officers as well when its day has passed. */
async function resultsDue(ctx: Ctx, day: Day): Promise<number> {
	const rows = await ctx.db.objective.findMany({
		where: { untilRevision: null, set: { state: 'approved', year: { gte: Number(day.slice(0, 4)) - 1 } } },
		include: {
			set: { select: { id: true, unitId: true, year: true, revision: true } },
			owner: { select: { id: true, status: true } },
			reporter: { select: { id: true, status: true } }
		}
	});
	const current = rows.filter(({ sinceRevision, set }) => sinceRevision <= set.revision);
	const given = await ctx.db.objectiveResult.findMany({
		where: { lineId: { in: current.map(({ lineId }) => lineId) } },
		select: { lineId: true, period: true }
	});
	const has = new Set(given.map(({ lineId, period }) => `${lineId}:${period}`));
	let said = 0;
	for (const { lineId, code, statement, period: kind, owner, reporter, set } of current)
		for (const period of begunPeriods(kind, set.year, day)) {
			if (periodDays(kind, set.year, period).to >= day || has.has(`${lineId}:${period}`)) continue;
			const due = reportDay(kind, set.year, period);
			const late = due < day;
			const reports = reporter ?? owner;
			said += await sayOnce(ctx, {
				key: `objective:${lineId}:${period}${late ? ':late' : ''}`,
				to: reports.status === 'active' ? [reports.id] : [],
				officers: late,
				kind: 'objective_result_due',
				subjectType: 'objective_set',
				subjectId: set.id,
				unitId: set.unitId,
				params: { code, title: statement.slice(0, 120), day: formatDay(due) }
			});
		}
	return said;
}

async function risksDue(ctx: Ctx, day: Day): Promise<number> {
	const rows = await ctx.db.risk.findMany({
		where: { closedAt: null, reviewOn: { lte: toDbDate(addDays(day, ahead)) } },
		select: { id: true, unitId: true, number: true, statement: true, ownerId: true, reviewOn: true }
	});
	let said = 0;
	for (const { id, unitId, number, statement, ownerId, reviewOn } of rows) {
		const due = fromDbDate(reviewOn);
		const late = due < day;
		said += await sayOnce(ctx, {
			key: `risk:${id}:${due}${late ? ':late' : ''}`,
			to: [ownerId],
			officers: late,
			kind: 'risk_review_due',
			subjectType: 'risk',
			subjectId: id,
			unitId,
			params: { number, title: statement.slice(0, 120), day: formatDay(due) }
		});
	}
	return said;
}

async function measuresLate(ctx: Ctx, day: Day): Promise<number> {
	const rows = await ctx.db.riskMeasure.findMany({
		where: { doneOn: null, droppedAt: null, dueOn: { lt: toDbDate(day) }, risk: { closedAt: null } },
		select: { id: true, what: true, doerId: true, dueOn: true, risk: { select: { id: true, unitId: true, number: true } } }
	});
	let said = 0;
	for (const { id, what, doerId, dueOn, risk } of rows) {
		const due = fromDbDate(dueOn);
		said += await sayOnce(ctx, {
			key: `risk_measure:${id}:${due}`,
			to: [doerId],
			officers: false,
			kind: 'risk_measure_late',
			subjectType: 'risk',
			subjectId: risk.id,
			unitId: risk.unitId,
			params: { number: risk.number, title: what.slice(0, 120), day: formatDay(due) }
		});
	}
	return said;
}

async function ratingsDue(ctx: Ctx, day: Day): Promise<number> {
	const rows = await ctx.db.externalProvider.findMany({
		where: { endedOn: null, nextRatingOn: { lte: toDbDate(addDays(day, ahead)) } },
		select: { id: true, unitId: true, name: true, nextRatingOn: true }
	});
	let said = 0;
	for (const { id, unitId, name, nextRatingOn } of rows) {
		const due = fromDbDate(nextRatingOn);
		said += await sayOnce(ctx, {
			key: `provider:${id}:${due}`,
			to: [],
			officers: true,
			kind: 'provider_rating_due',
			subjectType: 'external_provider',
			subjectId: id,
			unitId,
			params: { who: name, day: formatDay(due) }
		});
	}
	return said;
}

async function needsLate(ctx: Ctx, day: Day): Promise<number> {
	const rows = await ctx.db.trainingNeed.findMany({
		where: { droppedAt: null, plannedOn: { lt: toDbDate(day) }, trainingNeed: { none: { fixedAt: { not: null } } } },
		select: { id: true, unitId: true, topic: true, plannedOn: true }
	});
	let said = 0;
	for (const { id, unitId, topic, plannedOn } of rows) {
		const planned = fromDbDate(plannedOn);
		said += await sayOnce(ctx, {
			key: `training_need:${id}:${planned}`,
			to: [],
			officers: true,
			kind: 'training_need_late',
			subjectType: 'training_need',
			subjectId: id,
			unitId,
			params: { unit: await unitNameOn(ctx, unitId, day), title: topic, day: formatDay(planned) }
		});
	}
	return said;
}

async function certificatesEnding(ctx: Ctx, day: Day): Promise<number> {
	const rows = await ctx.db.personCertificate.findMany({
		where: { endedOn: null, validTo: { gte: toDbDate(day), lt: toDbDate(addDays(day, certificateDays)) }, user: { status: 'active' } },
		select: { id: true, unitId: true, userId: true, name: true, validTo: true, user: { select: { fullName: true } } }
	});
	let said = 0;
	for (const { id, unitId, userId, name, validTo, user } of rows) {
		const last = fromDbDate(validTo) ?? day;
		said += await sayOnce(ctx, {
			key: `certificate:${id}:${last}`,
			to: [userId],
			officers: true,
			kind: 'certificate_ending',
			subjectType: 'person_certificate',
			subjectId: id,
			unitId,
			params: { who: user.fullName, title: name, day: formatDay(last) }
		});
	}
	return said;
}
