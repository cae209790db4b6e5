import { formatDateTime, formatDay } from '#lib/format.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Withdrawal } from '#lib/server/documents/queries/withdrawals.ts';
import * as m from '#lib/paraglide/messages.js';

/** "Đang hiệu lực. Sẽ bãi bỏ từ 29/11/2026", and from that day on "Bãi bỏ từ 29/11/2026". @param on the day that is asked about */
export function withdrawalTitle({ from }: Withdrawal, on: Day): string {
	return from > on ? m.documents_will_be_withdrawn({ day: formatDay(from) }) : m.documents_withdrawn_from({ day: formatDay(from) });
}

/** Why, by which decision, and who signed it when. */
export function withdrawalFacts({ reason, decisionNumber, by, position, at }: Withdrawal): string[] {
	const signer = [by, position].filter(Boolean).join(', ');
	return [
		reason ? m.documents_withdrawn_reason({ reason }) : '',
		decisionNumber ? m.documents_withdrawn_decision({ number: decisionNumber }) : '',
		signer ? m.documents_withdrawn_by({ who: signer, moment: formatDateTime(at) }) : ''
	].filter(Boolean);
}
