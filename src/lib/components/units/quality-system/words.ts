import type { IsoTitle } from '#lib/domain/units/quality-system/quality-system.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import type { Tone } from '#lib/components/ui/state-tones.ts';
import * as m from '#lib/paraglide/messages.js';

export const isoTitleWords: Readonly<Record<IsoTitle, () => string>> = {
	head: m.quality_title_head,
	deputy_head: m.quality_title_deputy_head,
	secretary: m.quality_title_secretary,
	member: m.quality_title_member
};

export const whenLooks: Readonly<Record<'past' | 'now' | 'upcoming', { word: () => string; tone: Tone }>> = {
	now: { word: m.quality_when_now, tone: 'ok' },
	past: { word: m.quality_when_past, tone: 'grey' },
	upcoming: { word: m.quality_when_upcoming, tone: 'info' }
};

/** `[validFrom, validTo)` as people say it, with its last day. */
export function periodWords({ validFrom, validTo }: { validFrom: string; validTo: string | null }): string {
	return validTo
		? m.quality_period({ from: formatDay(validFrom), to: formatDay(addDays(validTo, -1)) })
		: m.quality_period_since({ from: formatDay(validFrom) });
}
