import { addDays, dayOf } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { acceptDelegation } from '#lib/server/people/delegations/acts.ts';
import { offerDelegation } from '#lib/server/people/delegations/make.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { demoPerson } from '../content/people.ts';
import { required, type DemoIds } from './people.ts';

const unitCode = 'SO-NV';

/** A reviewer of the Department of Home Affairs on leave, and who reviews for them. */
export async function delegateReviews(runtime: Pick<Runtime, 'client' | 'clock'>, ids: Pick<DemoIds, 'people' | 'units'>): Promise<void> {
	const unitId = required(ids.units, unitCode, 'unit');
	const today = dayOf(runtime.clock.now());
	const began = addDays(today, -1);
	const as = async (userId: string, hour: number): Promise<Ctx> => {
		const actor = await loadActor(runtime.client, userId, began);
		if (!actor) throw new Error('A person of the demo may not act');
		const at = new Date(`${began}T${String(hour).padStart(2, '0')}:15:00+07:00`);
		return createContext({ actor, client: runtime.client, clock: fixedClock(at) });
	};
	// Those of the accounts that visitors use keep what they have.
	const those = (part: string) =>
		[...ids.people].filter(([key]) => key.startsWith(`${unitCode}/${part}.`) && !demoPerson(key).isFixed).map(([, id]) => id);
	const [absent, delegate] = [those('reviewer').at(-1), those('drafter').at(-1)];
	if (!absent || !delegate) throw new Error('The demo has too few people for a delegation');
	const { id } = await offerDelegation(await as(absent, 9), {
		...{ unitId, fromId: absent, toId: delegate, roles: ['reviewer'], reason: 'Nghỉ phép năm', paper: '' },
		...{ from: began, lastDay: addDays(today, 6) }
	});
	await acceptDelegation(await as(delegate, 10), { id });
}
