import * as m from '#lib/paraglide/messages.js';

/** What a periodic review found. */
export const outcomeWords = {
	unchanged: m.reviews_outcome_unchanged,
	change_request: m.reviews_outcome_change_request,
	withdrawal: m.reviews_outcome_withdrawal
};
