import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { eventSummaries, visible, type EventSummary } from './event-list.ts';
import { unitNamesOn, type UnitName } from './units-on-day.ts';

export type EventPage = EventSummary & {
	readonly enteredBy: string | null;
	readonly enteredAt: Date;
	readonly scanName: string | null;
	readonly callOff: { readonly reason: string; readonly by: string; readonly at: Date } | null;
	readonly answers: EventSummary | null;
	readonly answeredBy: readonly EventSummary[];
	/** What its entry wrote. */
	readonly did: {
		readonly ends: readonly UnitName[];
		readonly begins: readonly UnitName[];
		readonly changes: readonly { readonly before: UnitName; readonly after: UnitName }[];
		readonly memberships: number;
		readonly divisions: number;
		/** Batches that it took back: they stay so when it is called off. */
		readonly revoked: readonly { readonly id: string; readonly number: string; readonly unit: string }[];
		readonly carried: number;
	};
	readonly abilities: { readonly callOff: boolean; readonly answer: boolean; readonly choices: boolean };
};

/** One event, for whoever may see it (`visible`). @throws NotFound `unit_event_not_found` */
export async function eventPage(ctx: Ctx, eventId: string): Promise<EventPage> {
	authorize(ctx, 'unit.read');
	const where = { AND: [{ id: isUuid(eventId) ? eventId : noId }, visible(ctx)] };
	const [summary] = await eventSummaries(ctx, where);
	if (!summary) throw new NotFound('unit_event_not_found');
	const row = await ctx.db.unitEvent.findUniqueOrThrow({
		where: { id: eventId },
		select: {
			createdAt: true,
			scanName: true,
			answersId: true,
			createdBy: { select: { fullName: true } },
			callOff: { select: { reason: true, calledOffAt: true, calledOffBy: { select: { fullName: true } } } },
			answeredBy: { select: { id: true } }
		}
	});
	const { callOff, answersId } = row;
	const [answers = null] = answersId === null ? [] : await eventSummaries(ctx, { id: answersId });
	const manages = may(ctx.actor, 'unit.manage');
	const ending = ['MERGE', 'SPLIT', 'ABOLISH'].includes(summary.kind);
	return {
		...summary,
		enteredBy: row.createdBy?.fullName ?? null,
		enteredAt: row.createdAt,
		scanName: row.scanName,
		callOff: callOff && { reason: callOff.reason, by: callOff.calledOffBy.fullName, at: callOff.calledOffAt },
		answers,
		answeredBy:
			row.answeredBy.length === 0
				? []
				: await eventSummaries(ctx, { AND: [visible(ctx), { id: { in: row.answeredBy.map(({ id }) => id) } }] }),
		did: await didOf(ctx, summary),
		abilities: {
			callOff: manages && summary.state === 'coming',
			answer: manages && summary.state === 'applied',
			choices: manages && ending && summary.state !== 'called_off'
		}
	};
}

const noId = '00000000-0000-0000-0000-000000000000';

async function didOf(ctx: Ctx, { id, effectiveOn: day }: EventSummary): Promise<EventPage['did']> {
	const versions = await ctx.db.$queryRaw<{ unitId: string; begun: boolean; isFirst: boolean }[]>`
		select v.unit_id as "unitId", c.begun, not exists (select 1 from unit_version o where o.unit_id = v.unit_id and o.valid_from < v.valid_from) as "isFirst"
		from unit_event_change c join unit_version v on v.id = c.subject_id where c.event_id = ${id}::uuid and c.thing = 'unit_version' order by v.name`;
	const begins = versions.filter(({ begun, isFirst }) => begun && isFirst).map(({ unitId }) => unitId);
	const changed = versions.filter(({ begun, isFirst }) => begun && !isFirst).map(({ unitId }) => unitId);
	const ends = versions.filter(({ unitId, begun }) => !begun && !changed.includes(unitId)).map(({ unitId }) => unitId);
	const before = await unitNamesOn(ctx, [...ends, ...changed], addDays(day, -1));
	const after = await versionNames(ctx, id);
	const rows = await ctx.db.unitEventChange.groupBy({ by: ['thing'], where: { eventId: id }, _count: true });
	const countOf = (thing: 'membership' | 'division_version') => rows.find((row) => row.thing === thing)?._count ?? 0;
	return {
		ends: ends.flatMap((unitId) => before.get(unitId) ?? []),
		begins: begins.flatMap((unitId) => after.get(unitId) ?? []),
		changes: changed.flatMap((unitId) => {
			const [was, is] = [before.get(unitId), after.get(unitId)];
			return was && is ? [{ before: was, after: is }] : [];
		}),
		memberships: countOf('membership'),
		divisions: countOf('division_version'),
		revoked: await revokedBy(ctx, id),
		carried: await ctx.db.carriedVersion.count({ where: { eventId: id } })
	};
}

/** What the event made of units, also where it was called off. */
async function versionNames(ctx: Ctx, eventId: string): Promise<Map<string, UnitName>> {
	const rows = await ctx.db.$queryRaw<UnitName[]>`
		select v.unit_id as "unitId", v.code, v.name from unit_event_change c join unit_version v on v.id = c.subject_id
		where c.event_id = ${eventId}::uuid and c.thing = 'unit_version' and c.begun`;
	return new Map(rows.map((row) => [row.unitId, row]));
}

/** Batches that the entry took back, of the units that the actor may read batches of; their numbers say nothing of what was in them. */
async function revokedBy(ctx: Ctx, eventId: string): Promise<EventPage['did']['revoked']> {
	const rows = await ctx.db.auditTrail.findMany({
		where: { event: 'issue_batch.revoke', after: { path: ['unitEvent'], equals: eventId } },
		select: { subjectId: true, unitId: true },
		orderBy: { at: 'asc' }
	});
	const shown = rows.filter(({ unitId }) => may(ctx.actor, 'unit_event.read', { unitId }));
	const batches = await ctx.db.issueBatch.findMany({
		where: { id: { in: shown.map(({ subjectId }) => subjectId) } },
		select: { id: true, number: true, unitId: true },
		orderBy: { number: 'asc' }
	});
	const names = await unitNamesOn(
		ctx,
		batches.map(({ unitId }) => unitId),
		fromDbDate((await ctx.db.unitEvent.findUniqueOrThrow({ where: { id: eventId }, select: { effectiveOn: true } })).effectiveOn)
	);
	return batches.map(({ id, number, unitId }) => ({ id, number, unit: names.get(unitId)?.name ?? '' }));
}

/** The scan of the decision, for whoever may see the event. @throws NotFound */
export async function deliverEventScan(ctx: Ctx, store: FileStore, eventId: string, request: Request): Promise<Response> {
	authorize(ctx, 'unit.read');
	const event = isUuid(eventId)
		? await ctx.db.unitEvent.findFirst({ where: { AND: [{ id: eventId }, visible(ctx)] }, select: { scanName: true, scan: true } })
		: null;
	if (!event?.scan) throw new NotFound('file_not_found');
	const { sha256, contentType } = event.scan;
	return deliverFile(request, store, { sha256, contentType, fileName: event.scanName ?? 'decision.pdf' });
}
