import { handOversOfPerson, type HandOversOfPerson } from '#lib/server/hand-overs/of-person.ts';
import { delegationsOfPerson } from '#lib/server/people/delegations/of-person.ts';
import type { ShownDelegation } from '#lib/server/people/delegations/pages.ts';
import { personView, type PersonViewPage } from '#lib/server/people/person-view.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { trainingOfPerson, type PersonTraining } from '#lib/server/reviews/training/pages.ts';

export type PersonPage = PersonViewPage & {
	training: PersonTraining[];
	handOvers: HandOversOfPerson;
	delegations: readonly ShownDelegation[];
};

/**
 * The page of a person with their hand-overs and delegations, and what they were trained in, for each of their units whose training this actor may
 * know. @throws NotFound
 */
export async function personWithTraining(ctx: Ctx, userId: string, sendsMail: boolean): Promise<PersonPage> {
	const view = await personView(ctx, userId, sendsMail);
	const units = [...new Set(view.person.memberships.map(({ unitId }) => unitId))];
	const training = await Promise.all(units.map((unitId) => trainingOfPerson(ctx, unitId, userId)));
	const handOvers = await handOversOfPerson(ctx, view.person.id);
	const delegations = await delegationsOfPerson(ctx, view.person.id);
	return { ...view, training: training.filter((one) => one !== null), handOvers, delegations };
}
