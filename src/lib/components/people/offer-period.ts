import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** From when to when an offered membership would hold, in words. */
export function offerPeriod({ from, to }: { from: Day | null; to: Day | null }): string {
	const until = to === null ? null : formatDay(addDays(to, -1));
	if (from === null) return until === null ? m.people_offer_from_acceptance() : m.people_offer_from_acceptance_to({ to: until });
	return until === null ? m.people_period_open({ from: formatDay(from) }) : m.people_period_closed({ from: formatDay(from), to: until });
}
