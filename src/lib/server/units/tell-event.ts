import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn } from './units-on-day.ts';

/**
 * Tells the heads and officers of every unit that an event is about: of those that end or change, and of those that go on. Each person once,
 * with the units by the names that they have on the day before.
 */
export async function tellOfEvent(
	ctx: Ctx,
	eventId: string,
	kind: 'unit_event_entered' | 'unit_event_called_off',
	reason: string | null = null
): Promise<void> {
	const { effectiveOn, lines, decisionNumber } = await ctx.db.unitEvent.findUniqueOrThrow({
		where: { id: eventId },
		select: { effectiveOn: true, decisionNumber: true, lines: { select: { fromUnitId: true, toUnitId: true } } }
	});
	const day = fromDbDate(effectiveOn);
	const about = [...new Set(lines.flatMap(({ fromUnitId, toUnitId }) => fromUnitId ?? toUnitId ?? []))];
	const units = [...new Set(lines.flatMap(({ fromUnitId, toUnitId }) => [fromUnitId ?? [], toUnitId ?? []].flat()))];
	const before = addDays(day, -1);
	const names = [...(await unitNamesOn(ctx, about, before)).values()].map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'vi'));
	await notify(ctx, {
		to: await leadsOf(ctx, units, before < today(ctx) ? before : today(ctx)),
		kind,
		subjectType: 'unit_event',
		subjectId: eventId,
		unitId: null,
		params: { unit: names.join(', '), day: formatDay(day), number: decisionNumber, reason }
	});
}

/** Heads and officers of these units on a day, whose accounts are active. */
async function leadsOf(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<string[]> {
	const date = toDbDate(day);
	const rows = await ctx.db.membership.findMany({
		where: {
			unitId: { in: [...unitIds] },
			roles: { hasSome: ['head', 'officer'] },
			validFrom: { lte: date },
			OR: [{ validTo: null }, { validTo: { gt: date } }],
			user: { status: 'active' }
		},
		select: { userId: true },
		distinct: ['userId']
	});
	return rows.map(({ userId }) => userId);
}
