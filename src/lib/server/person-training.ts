import { handOversOfPerson } from '#lib/server/hand-overs/pages.ts';
import { personView, type PersonViewPage } from '#lib/server/people/person-view.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { trainingOfPerson, type PersonTraining } from '#lib/server/reviews/training/pages.ts';

/** The page of a person with their hand-overs and what they were trained in, for each of their units whose training this actor may know. @throws NotFound */
export async function personWithTraining(
	ctx: Ctx,
	userId: string,
	sendsMail: boolean
): Promise<PersonViewPage & { training: PersonTraining[]; handOvers: Awaited<ReturnType<typeof handOversOfPerson>> }> {
	const view = await personView(ctx, userId, sendsMail);
	const units = [...new Set(view.person.memberships.map(({ unitId }) => unitId))];
	const training = await Promise.all(units.map((unitId) => trainingOfPerson(ctx, unitId, userId)));
	const handOvers = await handOversOfPerson(ctx, view.person.id);
	return { ...view, training: training.filter((one) => one !== null), handOvers };
}
