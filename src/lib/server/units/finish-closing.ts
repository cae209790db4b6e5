import type { Day } from '#lib/domain/shared/day.ts';
import type { EventChoices } from '#lib/domain/units/event-choices.ts';
import { closeChain, isChainClosed } from '#lib/server/audit-trail/close-chain.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { closeInvitations, closeOffers } from './close-units.ts';
import { endDaySql } from './units-on-day.ts';

/** A unit that ends: on which day, by which event, into which units. */
export type EndingUnit = {
	readonly unitId: string;
	readonly day: Day;
	/** Null: its end came in with a list of units. */
	readonly eventId: string | null;
	readonly heirIds: readonly string[];
};

/**
 * What later folders add to the end of a unit (states.md §11); the units folder knows nothing of them. An event may be entered long
 * before its day, so there are two moments.
 */
export type ClosingSteps = {
	/**
	 * In the event's own transaction, once, before anything is closed: keeps what was chosen with the event. The steps find it by the event.
	 * @param event.targetIds the successors in the order of the event's `to`, new ones included
	 */
	readonly choose?: (
		ctx: Ctx,
		event: { eventId: string; day: Day; endedIds: readonly string[]; targetIds: readonly string[]; choices: EventChoices }
	) => Promise<void>;
	/** In the transaction that calls an event off before its day, once for each unit that goes on: undoes what `atEntry` did. */
	readonly callOff?: (ctx: Ctx, ending: EndingUnit) => Promise<void>;
	/**
	 * In the event's own transaction: everything with dates gets its end, and what would begin on the day or later is taken back. From
	 * then on dates alone say what holds; no guard waits for a job.
	 */
	readonly atEntry: (ctx: Ctx, ending: EndingUnit) => Promise<void>;
	/**
	 * Once, when the day has come: closes what is still open and can be done by nobody any more. Gives counts for the last row of the
	 * unit's trail.
	 */
	readonly fromDay: (ctx: Ctx, ending: EndingUnit) => Promise<Readonly<Record<string, number>>>;
};

/**
 * Finishes the end of a unit whose day has come: what the steps close, open invitations and offers, at last the chain of its trail. Done once;
 * again it does nothing. Recorded in the unit's chain, with `trail.close` as the last row.
 * @returns whether there was something to finish
 */
export function finishClosing(ctx: Ctx, ending: EndingUnit, steps: ClosingSteps | null): Promise<boolean> {
	return transaction(
		ctx,
		async (ctx) => {
			await ctx.db.$executeRaw`select id from unit where id = ${ending.unitId}::uuid for update`;
			if (await isChainClosed(ctx, ending.unitId)) return false;
			const closed = (await steps?.fromDay(ctx, ending)) ?? {};
			const invitations = await closeInvitations(ctx, ending.unitId, ending.day);
			const offers = await closeOffers(ctx, ending.unitId);
			return closeChain(ctx, ending.unitId, { endedOn: ending.day, unitEvent: ending.eventId, ...closed, invitations, offers });
		},
		{ timeoutMs: 120_000 }
	);
}

/**
 * The job `units.close`: finishes every unit whose last day is over. It only follows dates: a unit that is no more is refused
 * everywhere whether this has run or not.
 * @returns how many were finished
 */
export async function finishClosings(ctx: Ctx, steps: ClosingSteps | null): Promise<number> {
	const failed: unknown[] = [];
	let finished = 0;
	for (const ending of predecessorsFirst(await endedUnits(ctx))) {
		// One unit's trouble must not keep the others open.
		await finishClosing(ctx, ending, steps).then(
			(done) => (finished += done ? 1 : 0),
			(error: unknown) => failed.push(error)
		);
	}
	if (failed.length > 0) throw new AggregateError(failed, `${failed.length} units were not closed`);
	return finished;
}

/** In their order, but no unit before one that ends into it: what that one hands over passes on with the rest. */
function predecessorsFirst(endings: readonly EndingUnit[]): EndingUnit[] {
	const left = [...endings];
	const sorted: EndingUnit[] = [];
	while (left.length > 0) {
		const free = left.findIndex(({ unitId }) => !left.some((other) => other.unitId !== unitId && other.heirIds.includes(unitId)));
		sorted.push(...left.splice(Math.max(free, 0), 1));
	}
	return sorted;
}

/** Units that are no more and whose chain is still open, the earliest end first. */
function endedUnits(ctx: Ctx): Promise<EndingUnit[]> {
	return ctx.db.$queryRaw<EndingUnit[]>`
		select ended.unit_id as "unitId", ended.day::text as day, event.id as "eventId",
			array(select distinct l.to_unit_id::text from unit_passage l
				where l.event_id = event.id and l.from_unit_id = ended.unit_id and l.to_unit_id <> ended.unit_id) as "heirIds"
		from (select unit_id, ${endDaySql} as day from unit_version group by unit_id
			having bool_and(valid_to is not null) and ${endDaySql} <= ${today(ctx)}::date) ended
		left join lateral (
			select e.id from unit_event e join unit_passage l on l.event_id = e.id
			where l.from_unit_id = ended.unit_id and e.effective_on = ended.day and e.kind in ('MERGE', 'SPLIT', 'ABOLISH')
			order by e.created_at desc limit 1
		) event on true
		where not exists (select 1 from audit_chain c where c.unit_id = ended.unit_id and c.closed_at is not null)
		order by ended.day, ended.unit_id`;
}
