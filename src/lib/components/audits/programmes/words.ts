import type { ProposalReason } from '#lib/domain/audits/programme.ts';
import { formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** Why a line was proposed, as people read it. */
export function reasonWords(reason: ProposalReason): string {
	switch (reason.code) {
		case 'risk_high':
			return m.programmes_reason_risk_high();
		case 'risk_medium':
			return m.programmes_reason_risk_medium();
		case 'risk_low':
			return m.programmes_reason_risk_low();
		case 'never_audited':
			return m.programmes_reason_never_audited();
		case 'major_finding':
			return m.programmes_reason_major_finding();
		case 'second':
			return m.programmes_reason_second();
		case 'one_time_left':
			return m.programmes_reason_one_time_left();
		case 'audited_long_ago':
			return m.programmes_reason_audited_long_ago({ day: formatDay(reason.day) });
		case 'audited_on':
			return m.programmes_reason_audited_on({ day: formatDay(reason.day) });
		case 'many_findings':
			return m.programmes_reason_many_findings({ count: formatNumber(reason.count) });
		case 'late_actions':
			return m.programmes_reason_late_actions({ count: formatNumber(reason.count) });
	}
}

export const outcomeWords = {
	done: m.programmes_outcome_done,
	under_way: m.programmes_outcome_under_way,
	no_audit: m.programmes_outcome_no_audit,
	cancelled: m.programmes_outcome_cancelled
} as const;

export const months = Array.from({ length: 12 }, (_, index) => index + 1);
