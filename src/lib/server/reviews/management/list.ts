import type { ManagementReviewState } from '#lib/domain/reviews/management-lifecycle.ts';
import { hasProvinceRole, predecessorIdsWith, roles, unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { unitBefore, type EndedUnit } from '#lib/server/units/ended-units.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';

export type ReviewItem = {
	readonly id: string;
	readonly number: string;
	/** Null for whoever sees dates and state alone; then there is no page either. */
	readonly title: string | null;
	readonly state: ManagementReviewState;
	readonly unit: string;
	readonly plannedOn: Day;
	readonly firstPlannedOn: Day;
	readonly heldOn: Day | null;
	readonly chair: string | null;
	readonly decisions: number | null;
	/** Inputs that were not available, of signed minutes. */
	readonly missing: number | null;
};

export type ReviewList = {
	readonly items: readonly ReviewItem[];
	readonly years: readonly number[];
	readonly year: number;
	readonly province: boolean;
	/** The closed unit that the list is of, where one before their own was asked for. */
	readonly ended: EndedUnit | null;
	/** What the unit still owes this year: a review is held at least once, after the audits. Null: nothing, or not the reader's to plan. */
	readonly due: { readonly year: number; readonly auditsOpen: number; readonly planned: Day | null } | null;
	readonly can: { readonly plan: boolean };
};

/** Which reviews somebody sees, whole or as signed minutes. One `where`, agreeing with `loadReview` and `loadMinutes`. */
function visibleReviews(actor: UserActor): Prisma.ManagementReviewWhereInput {
	const keeping = [...unitIdsWith(actor, ['officer', 'head']), ...predecessorIdsWith(actor, ['officer', 'head'])];
	const units = unitIdsWith(actor, roles);
	return {
		OR: [
			{ unitId: { in: keeping } },
			{ unitId: { in: units }, members: { some: { userId: actor.userId } } },
			{ unitId: { in: units }, state: 'closed', sharedAt: { not: null } }
		]
	};
}

/**
 * The management reviews of a year of the active unit, newest first; a coordinator's are those of the whole province, with dates and state alone.
 * @param before a closed unit before their own, instead of the active one: its years alone, the last one first
 * @throws Forbidden for whoever has no unit and no say over the province
 */
export async function reviewList(
	ctx: Ctx,
	activeUnitId: string | null,
	asked: number | null,
	before: string | null = null
): Promise<ReviewList> {
	const { actor } = ctx;
	const ended = await unitBefore(ctx, before);
	const unitId = ended?.unitId ?? activeUnitId;
	const province = unitId === null && hasProvinceRole(actor, 'coordinator');
	if (actor.kind !== 'user' || (unitId === null && !province)) throw new Forbidden();
	const day = today(ctx);
	const where: Prisma.ManagementReviewWhereInput = province ? {} : { AND: [{ unitId: unitId ?? '' }, visibleReviews(actor)] };
	const days = await ctx.db.managementReview.findMany({ where, distinct: ['plannedOn'], select: { plannedOn: true } });
	const thisYear = Number(day.slice(0, 4));
	const held = days.map(({ plannedOn }) => plannedOn.getUTCFullYear());
	const years = [...new Set(ended && held.length > 0 ? held : [thisYear, ...held])].toSorted((one, other) => other - one);
	const year = asked !== null && years.includes(asked) ? asked : ended ? (years[0] ?? thisYear) : thisYear;
	const rows = await ctx.db.managementReview.findMany({
		where: { AND: [where, { plannedOn: { gte: new Date(Date.UTC(year, 0, 1)), lt: new Date(Date.UTC(year + 1, 0, 1)) } }] },
		orderBy: [{ plannedOn: 'desc' }, { number: 'desc' }],
		take: 500,
		select: {
			id: true,
			number: true,
			title: true,
			state: true,
			unitId: true,
			plannedOn: true,
			firstPlannedOn: true,
			heldOn: true,
			chair: { select: { fullName: true } },
			_count: { select: { decisions: true } },
			inputs: { where: { source: 'not_available' }, select: { id: true } }
		}
	});
	const names = await unitNamesOn(ctx, [...new Set(rows.map((row) => row.unitId))], day);
	const plan = !province && may(actor, 'management_review.plan', { unitId });
	return {
		items: rows.map((row) => ({
			id: row.id,
			number: row.number,
			title: province ? null : row.title,
			state: row.state,
			unit: names.get(row.unitId)?.name ?? '',
			plannedOn: fromDbDate(row.plannedOn),
			firstPlannedOn: fromDbDate(row.firstPlannedOn),
			heldOn: fromDbDate(row.heldOn),
			chair: province ? null : row.chair.fullName,
			decisions: province || row.state !== 'closed' ? null : row._count.decisions,
			missing: province || row.state !== 'closed' ? null : row.inputs.length
		})),
		years,
		year,
		province,
		ended,
		due: plan ? await whatIsDue(ctx, unitId ?? '', thisYear) : null,
		can: { plan }
	};
}

async function whatIsDue(ctx: Ctx, unitId: string, year: number): Promise<ReviewList['due']> {
	const inYear = { gte: new Date(Date.UTC(year, 0, 1)), lt: new Date(Date.UTC(year + 1, 0, 1)) };
	const closed = await ctx.db.managementReview.count({ where: { unitId, state: 'closed', heldOn: inYear } });
	if (closed > 0) return null;
	const next = await ctx.db.managementReview.findFirst({
		where: { unitId, state: { in: ['planned', 'notified', 'in_session', 'signing'] } },
		orderBy: { plannedOn: 'asc' },
		select: { plannedOn: true }
	});
	const auditsOpen = await ctx.db.internalAudit.count({
		where: { unitId, state: { in: ['planned', 'notified', 'in_progress', 'reported'] }, startsOn: inYear }
	});
	return { year, auditsOpen, planned: fromDbDate(next?.plannedOn ?? null) };
}
