import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record, recordMany } from '#lib/server/audit-trail/record.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { closeInvitations, closeUnitAffairs } from './close-units.ts';
import { finishClosing, type ClosingSteps, type EndingUnit } from './finish-closing.ts';
import { lockUnitPeople } from './people-lock.ts';
import { endQualitySystems, reopenQualitySystems } from './quality-system/unit-end.ts';
import { tellOfEvent } from './tell-event.ts';
import { lockTree } from './tree-lock.ts';

/**
 * Calls an event off before its day. Versions of units that it began count on no day, ends that it set are those of before, the steps undo
 * their part. A unit that came only by it is void: kept readable, what is open in it is closed, its trail ends. Batches that the entry
 * revoked stay so; their versions are approved and can be issued anew. Recorded as `unit.call_off` in the chain of the province and of each
 * unit; heads and officers of all are told. Who was confirmed in a successor that stands already does not come to belong to it.
 * @throws Forbidden; NotFound `unit_event_not_found`; Invalid `reason`; Conflict `unit_event_called_off`, `unit_event_begun` on its day and
 * later, `unit_event_followed` while a later event builds on this one
 */
export function callOffUnitEvent(ctx: Ctx, input: { eventId: string; reason: string }, steps: ClosingSteps | null = null): Promise<void> {
	return transaction(
		ctx,
		async (ctx) => {
			const role = authorize(ctx, 'unit.manage');
			const reason = input.reason.normalize('NFC').trim();
			if (reason === '') throw new Invalid({ reason: 'required' });
			await lockTree(ctx);
			const event = await loadEvent(ctx, input.eventId);
			await refuseFollowed(ctx, event);
			const calledOffById = userIdOf(ctx.actor);
			if (calledOffById === null) throw new Forbidden();
			await ctx.db.unitEventCallOff.create({
				data: { eventId: event.id, reason, calledOffById, calledOffAt: ctx.clock.now() }
			});
			await tellOfEvent(ctx, event.id, 'unit_event_called_off', reason);
			await lapse(ctx, 'unit_event', [event.id], ['unit_event_entered']);
			await recordCallOff(ctx, event, role, reason);
			await undo(ctx, event);
			await endTaken(ctx, event, reason);
			for (const ending of event.endings) await steps?.callOff?.(ctx, ending);
			for (const unitId of event.voidIds) await endVoid(ctx, { unitId, day: event.day, eventId: event.id, heirIds: [] }, steps);
		},
		{ timeoutMs: 120_000 }
	);
}

type LoadedEvent = {
	readonly id: string;
	readonly day: Day;
	/** Units that would have ended. */
	readonly endings: readonly EndingUnit[];
	/** Units that came only by the event. */
	readonly voidIds: readonly string[];
	/** All units of the event that go on as they were. */
	readonly goOnIds: readonly string[];
};

async function loadEvent(ctx: Ctx, eventId: string): Promise<LoadedEvent> {
	const row = isUuid(eventId)
		? await ctx.db.unitEvent.findUnique({
				where: { id: eventId },
				select: {
					effectiveOn: true,
					callOff: { select: { eventId: true } },
					lines: { select: { fromUnitId: true, toUnitId: true }, orderBy: { id: 'asc' } }
				}
			})
		: null;
	if (!row) throw new NotFound('unit_event_not_found');
	if (row.callOff) throw new Conflict('unit_event_called_off');
	const day = fromDbDate(row.effectiveOn);
	if (day <= today(ctx)) throw new Conflict('unit_event_begun', { day });
	const versions = await ctx.db.$queryRaw<{ unitId: string; begun: boolean; isFirst: boolean }[]>`
		select v.unit_id as "unitId", c.begun, not exists (select 1 from unit_version o where o.unit_id = v.unit_id and o.valid_from < v.valid_from) as "isFirst"
		from unit_event_change c join unit_version v on v.id = c.subject_id where c.event_id = ${eventId}::uuid and c.thing = 'unit_version'`;
	// A unit that has no older version came by this event.
	const voidIds = versions.filter(({ begun, isFirst }) => begun && isFirst).map(({ unitId }) => unitId);
	const changed = new Set(versions.filter(({ begun, isFirst }) => begun && !isFirst).map(({ unitId }) => unitId));
	const ended = versions.filter(({ unitId, begun }) => !begun && !changed.has(unitId)).map(({ unitId }) => unitId);
	const heirIds = [...new Set(row.lines.flatMap(({ toUnitId }) => toUnitId ?? []))];
	const named = row.lines.flatMap(({ fromUnitId, toUnitId }) => [fromUnitId ?? [], toUnitId ?? []].flat());
	return {
		id: eventId,
		day,
		endings: ended.map((unitId) => ({ unitId, day, eventId, heirIds })),
		voidIds,
		goOnIds: [...new Set([...named, ...ended, ...changed])].filter((unitId) => !voidIds.includes(unitId))
	};
}

/**
 * Another event has built on this one: it ended or changed what this one left behind, put a unit beneath it, took a code that this one freed, or
 * ended what a unit of before stood beneath. That one is called off first.
 */
async function refuseFollowed(ctx: Ctx, event: LoadedEvent): Promise<void> {
	const [follower] = await ctx.db.$queryRaw<{ name: string }[]>`
		with change as (
			select v.*, c.begun, c.end_before, c.end_after from unit_event_change c join unit_version v on v.id = c.subject_id
			where c.event_id = ${event.id}::uuid and c.thing = 'unit_version'
		)
		select b.name from change b where b.begun and b.valid_to is not null
		union all
		select b.name from change b where not b.begun and b.valid_to is distinct from b.end_after
		union all
		select o.name from change b join unit_version o on o.parent_id = b.unit_id and o.valid_from >= b.valid_from
			and (o.valid_to is null or o.valid_to > o.valid_from)
			where b.begun and b.unit_id = any(${[...event.voidIds]}::uuid[]) and o.id not in (select id from change)
		union all
		select o.name from change e join unit_version o on o.code = e.code and o.unit_id <> e.unit_id and (o.valid_to is null or o.valid_to > o.valid_from)
			and o.valid_from >= e.end_after and (e.end_before is null or o.valid_from < e.end_before)
			where not e.begun and o.id not in (select id from change)
		union all
		select p.name from change e join unit_version p on p.unit_id = e.parent_id and p.valid_to is not null and p.valid_to > p.valid_from
			and p.valid_from < e.end_after and p.valid_to >= e.end_after
			where not e.begun and p.id not in (select id from change)
				and not exists (select 1 from unit_version n where n.unit_id = p.unit_id and n.valid_from >= p.valid_to and (n.valid_to is null or n.valid_to > n.valid_from))
		limit 1`;
	if (follower) throw new Conflict('unit_event_followed', { unit: follower.name });
}

/** What was begun counts on no day, what was ended has the end that it had before. Ends that somebody has set since are left. */
async function undo(ctx: Ctx, { id, day, endings }: LoadedEvent): Promise<void> {
	for (const unitId of endings.map((ending) => ending.unitId).sort()) await lockUnitPeople(ctx, unitId);
	await ctx.db.$executeRaw`
		update unit_version v set valid_to = v.valid_from from unit_event_change c
		where c.event_id = ${id}::uuid and c.thing = 'unit_version' and c.begun and v.id = c.subject_id`;
	await ctx.db.$executeRaw`
		update unit_version v set valid_to = c.end_before from unit_event_change c
		where c.event_id = ${id}::uuid and c.thing = 'unit_version' and not c.begun and v.id = c.subject_id and v.valid_to = c.end_after`;
	await ctx.db.$executeRaw`
		update membership m set valid_to = c.end_before, row_version = m.row_version + 1 from unit_event_change c
		where c.event_id = ${id}::uuid and c.thing = 'membership' and m.id = c.subject_id and m.valid_to = c.end_after`;
	await ctx.db.$executeRaw`
		update division_version v set valid_to = c.end_before from unit_event_change c
		where c.event_id = ${id}::uuid and c.thing = 'division_version' and v.id = c.subject_id and v.valid_to = c.end_after`;
	// What came into the unit since has its end only from the event.
	const unitIds = endings.map(({ unitId }) => unitId);
	await reopenQualitySystems(ctx, { id, day, unitIds });
	await ctx.db.$executeRaw`
		update membership m set valid_to = null, row_version = m.row_version + 1
		where m.unit_id = any(${unitIds}::uuid[]) and m.valid_to = ${day}::date and m.valid_from < ${day}::date
			and m.created_at >= (select created_at from unit_event where id = ${id}::uuid)
			and not exists (select 1 from unit_event_change c where c.event_id = ${id}::uuid and c.subject_id = m.id)`;
	await ctx.db.$executeRaw`
		update division_version v set valid_to = null from division d
		where d.id = v.division_id and d.unit_id = any(${unitIds}::uuid[]) and v.valid_to = ${day}::date and v.valid_from < ${day}::date
			and d.created_at >= (select created_at from unit_event where id = ${id}::uuid)
			and not exists (select 1 from unit_event_change c where c.event_id = ${id}::uuid and c.subject_id = v.id)`;
}

/** People of a unit that goes on after all, whom a successor has confirmed already: from the day on they would have belonged to both. */
async function endTaken(ctx: Ctx, { id, day }: LoadedEvent, comment: string): Promise<void> {
	const ended = await ctx.db.$queryRaw<{ membershipId: string; userId: string; unitId: string; to: Day | null }[]>`
		update membership m set valid_to = m.valid_from, row_version = m.row_version + 1 from handed_over h, membership old
		where h.event_id = ${id}::uuid and h.kind = 'membership' and h.state = 'taken' and h.result_id = m.id and old.id = m.id
			and m.valid_from >= ${day}::date and (m.valid_to is null or m.valid_to > m.valid_from)
		returning m.id as "membershipId", m.user_id as "userId", m.unit_id as "unitId", old.valid_to::text as to`;
	const act = { event: 'membership.end', subjectType: 'person', role: 'system', comment };
	await recordMany(
		ctx,
		ended.map(({ membershipId, userId, unitId, to }) => ({
			...act,
			subjectId: userId,
			unitId,
			before: { membership: membershipId, to },
			after: { to: day }
		}))
	);
}

/** A unit that never comes about: its people, what it had issued for its first days and its drafts end, as those of a unit that is no more. */
async function endVoid(ctx: Ctx, ending: EndingUnit, steps: ClosingSteps | null): Promise<void> {
	await steps?.atEntry(ctx, ending);
	await finishClosing(ctx, ending, steps);
	await closeUnitAffairs(ctx, [ending.unitId], today(ctx));
	await endQualitySystems(ctx, [ending.unitId], today(ctx));
	await closeInvitations(ctx, ending.unitId, today(ctx));
}

async function recordCallOff(ctx: Ctx, event: LoadedEvent, role: string, reason: string): Promise<void> {
	const act = { event: 'unit.call_off', role, comment: reason } as const;
	const after = { effectiveOn: event.day, unitEvent: event.id };
	await record(ctx, { ...act, subjectType: 'unit_event', subjectId: event.id, unitId: null, after });
	await recordMany(
		ctx,
		[...event.goOnIds, ...event.voidIds].map((unitId) => ({
			...act,
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			after: event.voidIds.includes(unitId) ? { ...after, ended: true } : after
		}))
	);
}
