import type { IconName } from '#lib/components/ui/icons.ts';
import type { HandOverDuty, ManagementReviewDuty, ReportDuty } from '#lib/domain/home/later-duties.ts';
import type { WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';
import * as m from '#lib/paraglide/messages.js';
import type { DutyLook } from './duty-look.ts';

/** What management reviews, reports and hand-overs ask. */
export const reviewDuties: Record<ManagementReviewDuty | ReportDuty | HandOverDuty, DutyLook> = {
	hand_over_confirm: {
		icon: 'users',
		title: ({ name, detail }) => m.home_hand_over_confirm({ who: name, to: detail }),
		href: ({ id }) => `/people/hand-overs/${id}`,
		action: m.home_do_hand_over_confirm
	},
	report_sign: report('sign', m.home_report_sign, m.home_do_programme_sign),
	report_returned: report('undo', m.home_report_returned, m.home_do_report),
	report_receive: report('check', m.home_report_receive, m.home_do_report),
	review_notify: managementReview('bell', m.home_review_notify, m.home_do_review_notify),
	review_report: managementReview('pencil', m.home_review_report, m.home_do_review_report, 'inputs'),
	review_hold: managementReview('users', m.home_review_hold, m.home_do_review_hold, 'session'),
	review_minutes: managementReview('pencil', m.home_review_minutes, m.home_do_review_minutes, 'session'),
	review_sign: managementReview('sign', m.home_review_sign, m.home_do_review_sign, 'minutes'),
	review_step: managementReview('check', m.home_review_step, m.home_do_review_step, 'minutes')
};

function managementReview(
	icon: IconName,
	words: (about: { number: string; title: string }) => string,
	action: () => string,
	part = 'plan'
): DutyLook {
	return {
		icon,
		title: ({ name, detail }: WaitingDuty) => words({ number: name, title: detail }),
		href: ({ id }: WaitingDuty) => `/management-reviews/${id}?part=${part}`,
		action
	};
}

function report(icon: IconName, words: (about: { number: string }) => string, action: () => string): DutyLook {
	return {
		icon,
		title: ({ name }: WaitingDuty) => words({ number: name }),
		href: ({ id }: WaitingDuty) => `/reports/${id}`,
		action
	};
}
