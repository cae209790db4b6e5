import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { tidy } from '../input.ts';
import { unitOn } from '../unit-facts.ts';

/** Who or what gets a print, as it will stand on the paper. */
export type Holder = {
	readonly place: string;
	readonly divisionId: string | null;
	readonly holderId: string | null;
	readonly holderName: string;
};

export type Chosen = { readonly divisions: readonly string[]; readonly people: readonly string[]; readonly places: readonly string[] };

const longestPlace = 200;

/**
 * The holders of a choice, in its order: a division is held for by its head where that has an account, a person at the division they
 * work in, a place by nobody.
 * @throws Invalid: a division or person that is not in the unit today, a place that is too long
 */
export async function holdersOf(ctx: Ctx, unitId: string, chosen: Chosen): Promise<Holder[]> {
	const date = toDbDate(today(ctx));
	const holds = { validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] };
	const [divisions, people, unit] = await Promise.all([
		ctx.db.divisionVersion.findMany({
			where: { division: { unitId }, ...holds },
			select: { divisionId: true, name: true, headId: true }
		}),
		ctx.db.membership.findMany({
			where: { unitId, user: { status: 'active' }, ...holds },
			select: { userId: true, divisionId: true, user: { select: { fullName: true } } }
		}),
		unitOn(ctx, unitId, today(ctx))
	]);
	const divisionOf = new Map(divisions.map((division) => [division.divisionId, division]));
	const personOf = new Map(people.map((person) => [person.userId, person]));
	const ofDivisions = chosen.divisions.map((id): Holder => {
		const division = divisionOf.get(id);
		if (!division) throw new Invalid({ divisions: 'invalid' });
		const head = division.headId === null ? undefined : personOf.get(division.headId);
		return { place: division.name, divisionId: id, holderId: head?.userId ?? null, holderName: head?.user.fullName ?? '' };
	});
	const ofPeople = chosen.people.map((id): Holder => {
		const person = personOf.get(id);
		if (!person) throw new Invalid({ people: 'invalid' });
		const division = person.divisionId === null ? undefined : divisionOf.get(person.divisionId);
		return {
			place: division?.name ?? unit?.name ?? '',
			divisionId: division?.divisionId ?? null,
			holderId: id,
			holderName: person.user.fullName
		};
	});
	const ofPlaces = chosen.places.map(tidy).flatMap((place): Holder[] => {
		if (place.length > longestPlace) throw new Invalid({ places: `too_long:${longestPlace}` });
		return place === '' ? [] : [{ place, divisionId: null, holderId: null, holderName: '' }];
	});
	return [...ofDivisions, ...ofPeople, ...ofPlaces];
}
