import { formatDay } from '#lib/format.ts';
import type { IconName } from '#lib/components/ui/icons.ts';
import type { AnnouncementDuty, HandedOverDuty, RollOutDuty } from '#lib/domain/home/later-duties.ts';
import type { WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { DutyLook } from './duty-look.ts';

/** What the roll-out, announcements and units that ended ask. */
export const rollOutDuties: Record<RollOutDuty | AnnouncementDuty | HandedOverDuty, DutyLook> = {
	roll_out_accept: {
		icon: 'hour',
		title: ({ name, detail }) => m.home_roll_out_accept({ title: name, count: detail }),
		href: ({ subjectId }) => `/roll-out/waves/${subjectId}?view=claims`,
		action: m.home_do_roll_out_accept
	},
	handed_over_people: {
		icon: 'users',
		title: ({ name, detail }) => m.carryover_home_people({ unit: name, count: detail }),
		href: ({ subjectId }) => `/units/${subjectId}/handed-over`,
		action: m.carryover_home_open
	},
	handed_over_things: {
		icon: 'layers',
		title: ({ detail }) => m.carryover_home_things({ count: detail }),
		href: ({ subjectId }) => `/units/${subjectId}/handed-over`,
		action: m.carryover_home_open
	},
	roll_out_next: {
		icon: 'flag',
		// The day, and behind it the step in English where the plan has it.
		title: ({ name, detail }) => {
			const [day, english] = [detail.slice(0, 10), detail.slice(11)];
			return m.home_roll_out_next({ title: getLocale() === 'en' && english !== '' ? english : name, day: formatDay(day) });
		},
		href: ({ subjectId }) => `/roll-out/units/${subjectId}`,
		action: m.home_do_roll_out_next
	},
	announcement_sign: announcement('sign', m.home_announcement_sign, m.home_do_programme_sign),
	announcement_returned: announcement('undo', m.home_announcement_returned, m.home_do_announcement),
	announcement_send: announcement('up', m.home_announcement_send, m.home_do_announcement),
	announcement_receive: announcement('check', m.home_announcement_receive, m.home_do_announcement)
};

function announcement(icon: IconName, words: (about: { number: string }) => string, action: () => string): DutyLook {
	return {
		icon,
		title: ({ name }: WaitingDuty) => words({ number: name }),
		href: ({ id }: WaitingDuty) => `/announcements/${id}`,
		action
	};
}
