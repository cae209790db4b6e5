import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { longestUntil, wrongChoice, type EventChoiceKind, type EventChoices, type EventSubject } from '#lib/domain/units/event-choices.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { unitNamesOn } from './units-on-day.ts';

/** A choice as it was kept: the successor by its id. */
export type KeptChoice = {
	readonly subjectType: EventSubject;
	readonly subjectId: string;
	readonly choice: EventChoiceKind;
	readonly targetUnitId: string;
	readonly newCode: string | null;
	readonly until: Day | null;
	readonly askReading: boolean;
	readonly chosenById: string;
};

/**
 * Keeps what was chosen with an event, or later until the day before it: a later choice about the same thing and successor takes the place
 * of the earlier one. Recorded in the province's chain with every choice. The caller has asked for the right to manage units.
 * @throws Conflict `carry_too_long`, `carry_until_early`, `choice_unknown` (a successor or a thing that is not of this event)
 */
export async function keepChoices(
	ctx: Ctx,
	event: { eventId: string; day: Day; endedIds: readonly string[]; targetIds: readonly string[]; choices: EventChoices }
): Promise<void> {
	if (event.choices.length === 0) return;
	const chosenById = userIdOf(ctx.actor);
	if (chosenById === null) throw new Unauthenticated();
	const units = await unitsOf(ctx, event.choices, event.day);
	const kept: (Omit<KeptChoice, 'until'> & { until: Date | null })[] = [];
	for (const choice of event.choices) {
		const targetUnitId = event.targetIds[choice.target];
		const unitId = units.get(`${choice.subjectType} ${choice.subjectId}`);
		if (!targetUnitId || !unitId || !event.endedIds.includes(unitId)) throw new Conflict('choice_unknown');
		const wrong = wrongChoice(choice, event.day);
		if (wrong) throw new Conflict(wrong, { day: longestUntil(event.day) });
		const isCarried = choice.choice === 'carry';
		kept.push({
			subjectType: choice.subjectType,
			subjectId: choice.subjectId,
			choice: choice.choice,
			targetUnitId,
			newCode: isCarried ? choice.newCode : null,
			until: isCarried ? toDbDate(choice.until ?? longestUntil(event.day)) : null,
			askReading: isCarried && choice.askReading,
			chosenById
		});
	}
	const chosenAt = ctx.clock.now();
	for (const { subjectType, subjectId, targetUnitId, ...what } of kept) {
		const key = { eventId: event.eventId, subjectType, subjectId, targetUnitId };
		await ctx.db.unitEventChoice.upsert({
			where: { eventId_subjectType_subjectId_targetUnitId: key },
			create: { ...key, ...what, chosenAt },
			update: { ...what, chosenAt, rowVersion: { increment: 1 } }
		});
	}
	await record(ctx, {
		event: 'unit_event.choose',
		subjectType: 'unit_event',
		subjectId: event.eventId,
		unitId: null,
		after: { choices: kept.map(({ until, chosenById: _by, ...one }) => ({ ...one, until: fromDbDate(until) })) }
	});
}

/** What was chosen with an event. One query. */
export async function choicesOf(ctx: Ctx, eventId: string): Promise<KeptChoice[]> {
	const rows = await ctx.db.unitEventChoice.findMany({ where: { eventId }, orderBy: { chosenAt: 'asc' } });
	return rows.map((row) => ({ ...row, until: fromDbDate(row.until) }));
}

/** Where a thing of a unit that ends goes, of those that can go to one successor only; null: nothing was chosen. */
export async function chosenTarget(ctx: Ctx, eventId: string | null, subjectType: EventSubject, subjectId: string): Promise<string | null> {
	if (eventId === null) return null;
	const row = await ctx.db.unitEventChoice.findFirst({
		where: { eventId, subjectType, subjectId, choice: 'move' },
		orderBy: [{ chosenAt: 'desc' }, { rowVersion: 'desc' }],
		select: { targetUnitId: true }
	});
	return row?.targetUnitId ?? null;
}

/** The units that the things of these choices belong to, by `<type> <id>`; of records, who keeps them on the day before the event. */
async function unitsOf(ctx: Ctx, choices: EventChoices, day: Day): Promise<Map<string, string>> {
	const ids = (type: EventSubject) => choices.filter(({ subjectType }) => subjectType === type).map(({ subjectId }) => subjectId);
	const rows = await ctx.db.$queryRaw<{ type: string; id: string; unitId: string }[]>`
		select 'unit' as type, id, id as "unitId" from unit where id = any(${ids('unit')}::uuid[])
		union all select 'document', id, unit_id from document where id = any(${ids('document')}::uuid[])
		union all select 'inspection', id, unit_id from inspection where id = any(${ids('inspection')}::uuid[])
		union all select 'corrective_action', id, unit_id from corrective_action where id = any(${ids('corrective_action')}::uuid[])
		union all select 'record_series', id, coalesce(eiso_record_keeper(custody_unit_id, ${day}::date - 1), custody_unit_id) from record_series
			where id = any(${ids('record_series')}::uuid[])`;
	return new Map(rows.map(({ type, id, unitId }) => [`${type} ${id}`, unitId]));
}

export type ClosingEvent = {
	readonly effectiveOn: Day;
	readonly decision: string;
	readonly isCalledOff: boolean;
	readonly endedIds: readonly string[];
	/** Successors, in the order in which choices name them. */
	readonly targets: readonly { readonly unitId: string; readonly name: string }[];
};

/** An event that ends units, as it was entered. @throws NotFound for any other */
export async function loadClosingEvent(ctx: Ctx, eventId: string): Promise<ClosingEvent> {
	const row = isUuid(eventId)
		? await ctx.db.unitEvent.findUnique({
				where: { id: eventId },
				select: {
					kind: true,
					effectiveOn: true,
					decisionNumber: true,
					callOff: { select: { eventId: true } },
					lines: { orderBy: { id: 'asc' } }
				}
			})
		: null;
	if (!row || !['MERGE', 'SPLIT', 'ABOLISH'].includes(row.kind)) throw new NotFound('unit_event_not_found');
	const effectiveOn = fromDbDate(row.effectiveOn);
	const endedIds = [
		...new Set(row.lines.flatMap(({ fromUnitId, toUnitId }) => (fromUnitId && fromUnitId !== toUnitId ? [fromUnitId] : [])))
	];
	const targetIds = [...new Set(row.lines.flatMap(({ fromUnitId, toUnitId }) => (toUnitId && fromUnitId !== toUnitId ? [toUnitId] : [])))];
	const names = await unitNamesOn(ctx, targetIds, effectiveOn);
	const targets = targetIds.map((unitId) => ({ unitId, name: names.get(unitId)?.name ?? '' }));
	return { effectiveOn, decision: row.decisionNumber ?? '', isCalledOff: row.callOff !== null, endedIds, targets };
}
