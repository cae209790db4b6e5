import { addDays, dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import { askAmendments } from '#lib/server/documents/external/ask.ts';
import { checkExternal } from '#lib/server/documents/external/checks.ts';
import { createExternal, subscribe } from '#lib/server/documents/external/lines.ts';
import { repealExternal } from '#lib/server/documents/external/repeal.ts';
import { reviewsDue } from '#lib/server/documents/periodic-review/due.ts';
import { confirmUnchanged, noteReview } from '#lib/server/documents/periodic-review/review.ts';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import { systemContext, type Runtime } from '#lib/server/runtime.ts';
import { newRules, oldRules, seedExternals } from '../content/external.ts';
import { required } from './people.ts';

/** What the rest of the demo needs of the lists: number → id. */
export type DemoExternals = ReadonlyMap<string, string>;

async function as(runtime: Runtime, userId: string, at: Date): Promise<Ctx> {
	const actor = await loadActor(runtime.client, userId, dayOf(at));
	if (!actor) throw new Error('nobody of the demo acts here');
	return createContext({ actor, client: runtime.client, clock: fixedClock(at) });
}

/** Somebody who holds a role in the unit, the first appointed. */
async function oneOf(runtime: Runtime, unitId: string, role: 'officer' | 'head'): Promise<string> {
	const { userId } = await runtime.client.membership.findFirstOrThrow({
		where: { unitId, roles: { has: role }, user: { status: 'active' }, validTo: null },
		orderBy: [{ validFrom: 'asc' }, { id: 'asc' }],
		select: { userId: true }
	});
	return userId;
}

/** The list of the province, before any document cites a line of it; the sample unit takes most of it. */
export async function listExternals(runtime: Runtime, coordinatorId: string, unitId: string): Promise<DemoExternals> {
	const ctx = await as(runtime, coordinatorId, new Date('2023-01-04T09:00:00+07:00'));
	const ids = new Map<string, string>();
	for (const external of seedExternals) {
		const { id } = await createExternal(ctx, null, {
			...external,
			inForceUntil: null,
			link: '',
			receivedOn: null,
			appliedFor: '',
			divisionId: null,
			checkerId: null,
			checkMonths: 6
		});
		ids.set(external.number, id);
	}
	// The sample unit's list is as old as its first documents.
	await runtime.client.externalSubscription.createMany({
		data: [...ids.values()]
			.slice(0, 30)
			.map((externalId) => ({ unitId, externalId, receivedOn: toDbDate('2023-01-04'), createdAt: ctx.clock.now() }))
	});
	return ids;
}

/** Checks, a repeal that takes effect in the coming weeks, and some reviews: done, due, late. */
export async function keepUpToDate(runtime: Runtime, coordinatorId: string, unitId: string, externals: DemoExternals): Promise<void> {
	const now = runtime.clock.now();
	const day = dayOf(now);
	const [coordinator, officer, head] = [
		await as(runtime, coordinatorId, now),
		await as(runtime, await oneOf(runtime, unitId, 'officer'), now),
		await as(runtime, await oneOf(runtime, unitId, 'head'), now)
	];
	// Some stay to be checked.
	for (const [at, number] of [...externals.keys()].slice(0, 27).entries())
		await checkExternal(coordinator, null, required(externals, number, 'external'), {
			checkedOn: addDays(day, -20 - (at % 5) * 14),
			outcome: 'in_force',
			remark: ''
		});
	await subscribe(officer, unitId, [required(externals, newRules, 'external')]);
	const old = required(externals, oldRules, 'external');
	await repealExternal(coordinator, old, {
		effectiveOn: addDays(day, 20),
		byAct: newRules,
		replacedById: required(externals, newRules, 'external'),
		remark: ''
	});
	const repeal = await runtime.client.externalRepeal.findFirstOrThrow({ where: { externalId: old }, select: { id: true } });
	await askAmendments(systemContext(runtime), { repealId: repeal.id, unitId });

	const late = (await reviewsDue(systemContext(runtime), { unitIds: [unitId] })).filter((review) => review.state !== 'planned');
	for (const [at, { documentId, dueOn }] of late.slice(0, -5).entries()) {
		if (at !== 3) await confirmUnchanged(head, { documentId, dueOn, remark: 'Nội dung vẫn phù hợp.', password: demoPassword });
		else await noteReview(officer, { documentId, dueOn, outcome: 'change_request', remark: 'Cập nhật tên bộ phận và biểu mẫu kèm theo.' });
	}
}
