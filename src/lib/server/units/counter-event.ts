import { canAnswer } from '#lib/domain/units/event-answer.ts';
import type { EventInput } from '#lib/domain/units/event-rules.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';

/**
 * An event may name the one that it answers: one whose day has come and that was not called off, of the opposite kind, about what it left
 * behind. @throws Conflict `unit_event_not_answered`
 */
export async function checkAnswer(ctx: Ctx, event: EventInput & { answersId?: string | null }): Promise<void> {
	if (!event.answersId) return;
	const found = isUuid(event.answersId)
		? await ctx.db.unitEvent.findUnique({
				where: { id: event.answersId },
				select: { kind: true, effectiveOn: true, callOff: { select: { eventId: true } }, lines: { select: { toUnitId: true } } }
			})
		: null;
	const left = found?.lines.flatMap(({ toUnitId }) => toUnitId ?? []) ?? [];
	const day = found && fromDbDate(found.effectiveOn);
	if (!found || found.callOff || day === null || day > today(ctx) || day > event.effectiveOn || !canAnswer({ ...found, left }, event))
		throw new Conflict('unit_event_not_answered');
}
