import { unitIdsWith, type UserActor } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { externalTasks, type ExternalTask } from '../external/tasks.ts';
import { reviewsDue, type ReviewDue } from './due.ts';

/** What keeps the documents of somebody's units up to date: reviews that are due or late, amendments after a repeal. */
export type Upkeep = { readonly reviews: readonly ReviewDue[]; readonly tasks: readonly ExternalTask[] };

/**
 * For officers all of their units; for others what they own in units of theirs. First what is due first. Two statements, none for who is in
 * no unit.
 */
export async function upkeepFor(ctx: Ctx, actor: UserActor): Promise<Upkeep> {
	const units = unitIdsWith(actor);
	const keeps = unitIdsWith(actor, ['officer']);
	if (units.length === 0) return { reviews: [], tasks: [] };
	const [reviews, tasks] = await Promise.all([reviewsDue(ctx, { unitIds: units }), externalTasks(ctx, { unitIds: units })]);
	const mine = (one: { unitId: string; ownerId: string | null }) => keeps.includes(one.unitId) || one.ownerId === actor.userId;
	const byDue = (a: { dueOn: string }, b: { dueOn: string }) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0);
	return {
		reviews: reviews.filter((review) => review.state !== 'planned' && mine(review)).toSorted(byDue),
		tasks: tasks.filter(mine).toSorted(byDue)
	};
}
