import type { IconName } from '#lib/components/ui/icons.ts';
import type { DisposalDuty, RequestDuty, WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';
import * as m from '#lib/paraglide/messages.js';
import type { DutyLook } from './duty-look.ts';

/** What documents ask beside versions: corrections, lists of paper documents, guests, requests to change them, records to destroy. */
export const documentDuties: Record<RequestDuty | DisposalDuty | 'correction' | 'take_on' | 'guest', DutyLook> = {
	correction: {
		icon: 'diff',
		title: ({ name }) => m.home_correction({ number: name }),
		href: ({ subjectId }) => `/issue-batches/${subjectId}`,
		action: m.home_do_correction
	},
	take_on: {
		icon: 'sign',
		title: ({ name }) => m.home_take_on({ number: name }),
		href: ({ id }) => `/documents/take-on/${id}`,
		action: m.home_do_correction
	},
	guest: {
		icon: 'users',
		title: ({ name, detail }) => m.home_guest({ code: name, title: detail }),
		href: ({ id }) => `/guest-reviews/${id}`,
		action: m.home_do_guest
	},
	disposal_draft: disposal('pencil', m.home_disposal_draft, m.home_do_disposal_draft),
	disposal_sign: disposal('sign', m.home_disposal_sign, m.home_do_disposal_sign),
	disposal_carry_out: disposal('trash', m.home_disposal_carry_out, m.home_do_disposal_carry_out),
	request_answer: request('chat', m.home_request_answer, m.home_do_request_answer),
	request_consider: request('chat', m.home_request_consider, m.home_do_request_consider),
	request_accept: request('chat', m.home_request_accept, m.home_do_request_accept),
	request_draft: request('pencil', m.home_request_draft, m.home_do_request_draft)
};

function disposal(icon: IconName, words: (about: { number: string; count: string }) => string, action: () => string): DutyLook {
	return {
		icon,
		title: ({ name, detail }: WaitingDuty) => words({ number: name, count: detail }),
		href: ({ id }: WaitingDuty) => `/records/disposals/${id}`,
		action
	};
}

function request(icon: IconName, words: (about: { number: string; title: string }) => string, action: () => string): DutyLook {
	return {
		icon,
		title: ({ name, detail }: WaitingDuty) => words({ number: name, title: detail }),
		href: ({ id }: WaitingDuty) => `/change-requests/${id}`,
		action
	};
}
