import type { ClosingPreview } from '#lib/domain/units/closing-preview.ts';
import { longestUntil } from '#lib/domain/units/event-choices.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { previewEffects, type EventEffects } from '#lib/server/documents/unit-closing/preview.ts';
import type { UnitEventInput } from '#lib/server/units/apply-event.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { closingPreview } from './unit-preview.ts';

export type EntryPreview = EventEffects & {
	/** What becomes of everything in the units that end, with the choices; null when none ends. */
	readonly closing: ClosingPreview | null;
};

/** What an event would do, with everything that it would touch in the units that end. Nothing is written. @throws as `previewUnitEvent` */
export async function previewEntry(ctx: Ctx, input: UnitEventInput): Promise<EntryPreview> {
	const preview = await previewEffects(ctx, input);
	if (preview.ends.length === 0) return { ...preview, closing: null };
	const { effectiveOn } = input;
	const names = await unitNamesOn(
		ctx,
		input.to.flatMap(({ unitId }) => unitId ?? []),
		effectiveOn
	);
	const targets = input.to.map((target) => ({
		unitId: target.unitId,
		name: target.unitId === null ? target.facts.name : (names.get(target.unitId)?.name ?? '')
	}));
	const choices = (input.choices ?? []).filter(({ until }) => until === null || until <= longestUntil(effectiveOn));
	const closing = await closingPreview(ctx, {
		eventId: null,
		...{ effectiveOn, endedIds: preview.ends.map(({ unitId }) => unitId), targets, choices, isChosen: choices.length > 0 }
	});
	return { ...preview, closing };
}
