import { dayOf, type Day } from '#lib/domain/shared/day.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { acting, type Acting } from './audit-programme.ts';
import { required, type DemoIds } from './people.ts';
import { setObjectives } from './registers/objectives.ts';
import { registerRisks } from './registers/risks.ts';
import { rateProviders } from './registers/providers.ts';
import { giveFigures } from './registers/figures.ts';
import { train } from './registers/training.ts';

/**
 * The registers of the sample unit: objectives of the year before (closed) and of this one (one missed, one without figures), risks with
 * measures and one review overdue, providers, figures of seven quarters, training and certificates.
 */
export async function keepRegisters(runtime: Runtime, ids: DemoIds): Promise<void> {
	const unitId = required(ids.units, 'SO-NV', 'unit');
	const day = dayOf(runtime.clock.now());
	const person = (key: string) => required(ids.people, key, 'person');
	const people = ['SO-NV/officer', 'SO-NV/drafter.TCBC.1', 'SO-NV/reader.CCVC.1'].map(person);
	const known = new Map<Day, Promise<Acting>>();
	const on = (of: Day) => {
		const acts = known.get(of) ?? acting(runtime, unitId, of);
		known.set(of, acts);
		return acts;
	};
	const sample = { on, unitId, day, year: Number(day.slice(0, 4)), people };
	await setObjectives(sample);
	await registerRisks(sample);
	await rateProviders(sample);
	await giveFigures(sample);
	await train(sample);
}
