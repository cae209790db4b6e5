import type { PrintOutcome, PrintRecall } from '#lib/domain/documents/prints.ts';
import * as m from '#lib/paraglide/messages.js';

const said: Record<PrintOutcome, () => string> = {
	returned: m.copies_said_returned,
	destroyed: m.copies_said_destroyed,
	lost: m.copies_said_lost
};

/** What a holder said that they did with a print. */
export function saidWord(outcome: PrintOutcome): string {
	return said[outcome]();
}

const whys: Record<Exclude<PrintRecall, 'officer'>, () => string> = {
	superseded: m.copies_why_superseded,
	withdrawn: m.copies_why_withdrawn,
	revoked: m.copies_why_revoked,
	unit_closed: m.copies_why_unit_closed
};

export function whyWords(why: PrintRecall, reason: string | null): string {
	return why === 'officer' ? m.copies_why_officer({ reason: reason ?? '' }) : whys[why]();
}
