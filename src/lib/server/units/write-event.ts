import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { UnitEventKind } from '#lib/domain/units/unit.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

export type NewEvent = {
	readonly kind: UnitEventKind;
	readonly effectiveOn: Day;
	readonly decisionNumber?: string | null;
	readonly decisionDate?: Day | null;
	readonly basis?: string | null;
	/** The scan of the decision, durable in the store. */
	readonly scan?: { readonly sha256: string; readonly fileName: string } | null;
	/** The event that this one answers. */
	readonly answersId?: string | null;
	readonly lines: readonly { readonly from: string | null; readonly to: string | null }[];
};

/** Writes an event with its lines; its id. */
export async function writeEvent(ctx: Ctx, event: NewEvent): Promise<string> {
	const { id } = await ctx.db.unitEvent.create({
		data: {
			kind: event.kind,
			effectiveOn: toDbDate(event.effectiveOn),
			decisionNumber: event.decisionNumber ?? null,
			decisionDate: event.decisionDate ? toDbDate(event.decisionDate) : null,
			basis: event.basis ?? null,
			scanSha256: event.scan?.sha256 ?? null,
			scanName: event.scan?.fileName ?? null,
			answersId: event.answersId ?? null,
			createdById: userIdOf(ctx.actor),
			createdAt: ctx.clock.now()
		},
		select: { id: true }
	});
	await ctx.db.unitEventLine.createMany({
		data: event.lines.map(({ from, to }) => ({ eventId: id, fromUnitId: from, toUnitId: to }))
	});
	return id;
}
