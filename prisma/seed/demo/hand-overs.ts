import { goes } from '#lib/domain/hand-overs/duties.ts';
import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { beginHandOver, chooseLine } from '#lib/server/hand-overs/arrange.ts';
import { confirmHandOver } from '#lib/server/hand-overs/confirm.ts';
import { handOverPage } from '#lib/server/hand-overs/pages.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { demoPerson } from '../content/people.ts';
import { required, type DemoIds } from './people.ts';

const unitCode = 'SO-NV';

/** Two hand-overs of the Department of Home Affairs: one that is done, with its minutes, and one that waits for whoever takes the duties. */
export async function handOverDuties(runtime: Pick<Runtime, 'client' | 'clock'>, ids: Pick<DemoIds, 'people' | 'units'>): Promise<void> {
	const unitId = required(ids.units, unitCode, 'unit');
	const today = dayOf(runtime.clock.now());
	const as = async (userId: string, day: Day, hour: number): Promise<Ctx> => {
		const actor = await loadActor(runtime.client, userId, day);
		if (!actor) throw new Error('A person of the demo may not act');
		return createContext({
			actor,
			client: runtime.client,
			clock: fixedClock(new Date(`${day}T${String(hour).padStart(2, '0')}:30:00+07:00`))
		});
	};
	const officerId = required(ids.people, `${unitCode}/officer`, 'person');
	// Those of the accounts that visitors use keep what they have.
	const drafters = [...ids.people]
		.filter(([key]) => key.startsWith(`${unitCode}/drafter.`) && !demoPerson(key).isFixed)
		.map(([, id]) => id);
	const begin = async (fromId: string, toId: string, reason: string, day: Day): Promise<string> =>
		(await beginHandOver(await as(officerId, day, 8), unitId, { fromId, toId, reason })).id;
	const confirm = async (id: string, side: 'giver' | 'receiver', userId: string, day: Day, hour: number): Promise<void> => {
		const ctx = await as(userId, day, hour);
		const { sha256 } = await handOverPage(ctx, id);
		await confirmHandOver(ctx, id, { side, sha256 });
	};
	const [first, second, third, fourth] = drafters;
	if (!first || !second || !third || !fourth) throw new Error('The demo has too few drafters to hand over');
	const before = addDays(today, -9);
	const done = await begin(first, second, 'Chuyển công tác theo Quyết định số 214/QĐ-SNV', before);
	const page = await handOverPage(await as(officerId, before, 9), done);
	// Their documents go; what else they had begun they end themselves.
	const stays = page.lines.filter((line) => goes(line) && line.kind !== 'drafter' && line.kind !== 'owner');
	for (const { kind, subjectId } of stays)
		await chooseLine(await as(first, before, 9), done, {
			...{ kind, subjectId, toId: null, remark: '' },
			leftOut: 'Tự hoàn thành trước khi chuyển công tác'
		});
	await confirm(done, 'giver', first, before, 10);
	await confirm(done, 'receiver', second, addDays(before, 1), 14);
	const waiting = await begin(third, fourth, 'Nghỉ thai sản từ tháng sau', addDays(today, -2));
	await confirm(waiting, 'giver', third, addDays(today, -1), 15);
}
