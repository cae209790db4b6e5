/**
 * An *offer* is a membership that a unit holds out to a person whom it may not see. Until the person accepts, the unit knows the mail
 * address it typed and nothing else.
 */
import { addDays, type Day } from '#lib/domain/shared/day.ts';

/** How many days after the day it was made an offer can still be accepted. */
export const offerDays = 30;

export const offerStates = ['open', 'accepted', 'declined', 'withdrawn'] as const;
export type OfferState = (typeof offerStates)[number];

/** The last day on which an offer made today can be accepted. */
export function lastOfferDay(today: Day): Day {
	return addDays(today, offerDays);
}

/** Why an offer can no longer be answered; null while it can. An offer that ran out keeps its state: nothing happens on that day. */
export function offerOver(offer: { state: OfferState; lastDay: Day }, today: Day): Exclude<OfferState, 'open'> | 'expired' | null {
	if (offer.state !== 'open') return offer.state;
	return today > offer.lastDay ? 'expired' : null;
}

/** The first day of the membership: a day that has passed meanwhile becomes today; null: from the day it is accepted. */
export function startAfterOffer(validFrom: Day | null, today: Day): Day {
	return validFrom !== null && validFrom > today ? validFrom : today;
}
