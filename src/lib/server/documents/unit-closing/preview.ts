import type { Day } from '#lib/domain/shared/day.ts';
import { reviewsDue } from '../periodic-review/due.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { previewUnitEvent, type EventPreview, type UnitEventInput } from '#lib/server/units/apply-event.ts';

/** How much of one unit an event that ends it would touch, as things stand now. */
export type Touched = {
	/** People who belong to it on the day or later. */
	readonly people: number;
	/** Versions in force on the last day of the unit: now already, or upcoming. */
	readonly ranges: number;
	/** Issued batches, effective on the day or later, that would be taken back at once. */
	readonly laterBatches: number;
	/** Draft, in review or in approval: cancelled on the day unless they are issued before. */
	readonly drafts: number;
	/** Approved and not issued: the same. */
	readonly approved: number;
	readonly draftBatches: number;
	/** Change requests that are not settled: closed on the day, listed for the successor. */
	readonly requests: number;
	/** Open requests to read: they lapse. */
	readonly readings: number;
	/** Periodic reviews that are due or late today: there will be nothing to review. */
	readonly reviews: number;
	/** Records that are kept; of them those under a hold. Their custody passes to the successor, without one to the unit above or the Department's. */
	readonly records: number;
	readonly heldRecords: number;
	/** Models that the unit has adopted: nobody follows them any more. */
	readonly adoptions: number;
	/** Audit programmes that are not closed: drafts are discarded, the others closed. */
	readonly programmes: number;
	/** Inspections by the Department that have not ended: moved to a successor where the event says so, else cancelled. */
	readonly inspections: number;
};

type EndingPreview = EventPreview['ends'][number] & { readonly touched: Touched };
export type EventEffects = Omit<EventPreview, 'ends'> & { readonly ends: readonly EndingPreview[] };

/** What an event would do, with what it would touch in each unit that ends. Nothing is written. @throws as `previewUnitEvent` */
export async function previewEffects(ctx: Ctx, input: UnitEventInput): Promise<EventEffects> {
	const preview = await previewUnitEvent(ctx, input);
	const unitIds = preview.ends.map(({ unitId }) => unitId);
	const counts = unitIds.length > 0 ? await countTouched(ctx, unitIds, preview.effectiveOn) : new Map<string, Counted>();
	const due = unitIds.length > 0 ? await reviewsDue(ctx, { unitIds }) : [];
	return {
		...preview,
		ends: preview.ends.map((unit) => {
			const reviews = due.filter(({ unitId, state }) => unitId === unit.unitId && state !== 'planned').length;
			return { ...unit, touched: { ...none, ...counts.get(unit.unitId), reviews } };
		})
	};
}

const none: Touched = {
	...{ people: 0, ranges: 0, laterBatches: 0, drafts: 0, approved: 0, draftBatches: 0 },
	...{ requests: 0, readings: 0, reviews: 0, records: 0, heldRecords: 0, adoptions: 0, programmes: 0, inspections: 0 }
};
type Counted = Omit<Touched, 'reviews'>;

/** One statement for all units. */
async function countTouched(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<Map<string, Counted>> {
	const rows = await ctx.db.$queryRaw<(Counted & { unitId: string })[]>`
		select u.id as "unitId",
			(select count(distinct m.user_id) from membership m join "user" p on p.id = m.user_id and p.status <> 'disabled'
				where m.unit_id = u.id and (m.valid_to is null or m.valid_to > greatest(m.valid_from, ${day}::date)))::int as people,
			v.ranges, v.drafts, v.approved, b.draft as "draftBatches", b.later as "laterBatches",
			(select count(*) from change_request c where c.unit_id = u.id and c.state in ('proposed', 'considered', 'accepted')
				and (c.state <> 'accepted' or eiso_change_request_done_on(c.id) is null))::int as requests,
			(select count(*) from reading_request r where r.unit_id = u.id and r.state = 'open')::int as readings,
			k.records, k.held as "heldRecords",
			(select count(*) from model_adoption a where a.unit_id = u.id and a.document_id is not null)::int as adoptions,
			(select count(*) from audit_programme g where g.unit_id = u.id and g.state <> 'closed')::int as programmes,
			(select count(*) from inspection i where i.unit_id = u.id and i.state not in ('closed', 'cancelled'))::int as inspections
		from unit u
		cross join lateral (
			select count(*) filter (where state in ('draft', 'in_review', 'in_approval'))::int as drafts,
				count(*) filter (where state = 'approved')::int as approved,
				count(*) filter (where effective_from < ${day}::date and (effective_to is null or effective_to >= ${day}::date))::int as ranges
			from version where unit_id = u.id
		) v
		cross join lateral (
			select count(*) filter (where state = 'draft')::int as draft,
				count(*) filter (where state = 'issued' and effective_on >= ${day}::date and effective_on > ${today(ctx)}::date)::int as later
			from issue_batch where unit_id = u.id
		) b
		cross join lateral (
			select count(*)::int as records, count(*) filter (where exists (
				select 1 from record_hold h where h.record_id = q.id and h.released_at is null))::int as held
			from quality_record q where q.unit_id = u.id and q.state = 'kept'
		) k
		where u.id = any(${[...unitIds]}::uuid[])`;
	return new Map(rows.map(({ unitId, ...touched }) => [unitId, touched]));
}
