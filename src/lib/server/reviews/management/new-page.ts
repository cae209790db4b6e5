import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { reviewNoticeDays } from '#lib/domain/reviews/management-lifecycle.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { periodStart } from './plan.ts';

export type PersonChoice = { readonly value: string; readonly label: string; readonly head: boolean };

/** Who works in the unit today, heads marked, by name. No question of rights. */
export async function peopleChoices(ctx: Ctx, unitId: string): Promise<PersonChoice[]> {
	const rows = await ctx.db.membership.findMany({
		where: { unitId, ...validOn(today(ctx)), user: { status: 'active' } },
		orderBy: { user: { fullName: 'asc' } },
		select: { userId: true, position: true, user: { select: { fullName: true } } }
	});
	const heads = await headsOf(ctx, unitId);
	const byPerson = new Map(
		rows.map(({ userId, position, user }) => [
			userId,
			{ value: userId, label: [user.fullName, position].filter(Boolean).join(', '), head: heads.includes(userId) }
		])
	);
	return [...byPerson.values()];
}

export type NewReviewPage = {
	readonly people: readonly PersonChoice[];
	readonly plannedOn: Day;
	readonly periodFrom: Day;
	readonly chairId: string;
	readonly secretaryId: string;
};

/** What the form of a new review offers: three weeks ahead, a head who chairs, an officer who keeps the minutes. @throws Forbidden */
export async function newReviewPage(ctx: Ctx, unitId: string | null): Promise<NewReviewPage> {
	if (unitId === null || !may(ctx.actor, 'management_review.plan', { unitId })) throw new Forbidden();
	const [heads, officers] = [await headsOf(ctx, unitId), await officersOf(ctx, unitId)];
	const chairId = heads[0] ?? '';
	return {
		people: await peopleChoices(ctx, unitId),
		plannedOn: addDays(today(ctx), reviewNoticeDays + 7),
		periodFrom: await periodStart(ctx, unitId),
		chairId,
		secretaryId: officers.find((id) => id !== chairId) ?? ''
	};
}
