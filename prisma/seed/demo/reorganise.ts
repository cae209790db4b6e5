import { addDays, dayOf } from '#lib/domain/shared/day.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { recordUnitEvent } from '#lib/server/unit-closing.ts';
import { required, type DemoIds } from './people.ts';

/** Communes that the demo merges: the first has a system of its own, the second none yet. */
const merged = ['XA-18568', 'XA-18580'] as const;
const daysAhead = 45;

/**
 * A merger that is entered and still to come: what the first commune has in force goes on in the new one, and people wait to be confirmed there.
 * The new unit and its decision are samples.
 */
export async function reorganise(runtime: Runtime, { units }: DemoIds, coordinatorId: string): Promise<void> {
	const { client, clock } = runtime;
	const now = dayOf(clock.now());
	const actor = await loadActor(client, coordinatorId, now);
	if (!actor) throw new Error('the coordinator of the demo cannot act');
	const from = merged.map((code) => required(units, code, 'unit'));
	const [first = ''] = from;
	await recordUnitEvent(createContext({ actor, client, clock: fixedClock(clock.now()) }), {
		kind: 'MERGE',
		from,
		to: [
			{
				unitId: null,
				facts: { code: 'XA-MAU-LH', name: 'UBND xã Lộc Hà (mẫu)', kindCode: 'COMMUNE', parentId: required(units, 'HU-448', 'unit') }
			}
		],
		effectiveOn: addDays(now, daysAhead),
		decisionNumber: '01/NQ-MAU',
		decisionDate: addDays(now, -5),
		choices: [{ subjectType: 'unit', subjectId: first, choice: 'carry', target: 0, newCode: null, until: null, askReading: false }]
	});
}
