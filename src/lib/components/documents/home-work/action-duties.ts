import type { IconName } from '#lib/components/ui/icons.ts';
import type { ActionDuty, CheckDuty } from '#lib/domain/home/later-duties.ts';
import type { WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';
import * as m from '#lib/paraglide/messages.js';
import type { DutyLook } from './duty-look.ts';

/** What corrective actions and their checks ask. */
export const actionDuties: Record<ActionDuty | CheckDuty, DutyLook> = {
	fault_decide: corrective('flag', m.home_fault_decide, m.home_do_fault_decide, '/corrective-actions/reports'),
	action_assign: corrective('user', m.home_action_assign, m.home_do_action_assign),
	action_reassign: corrective('user', m.home_action_reassign, m.home_do_action_reassign),
	action_analyse: corrective('search', m.home_action_analyse, m.home_do_action_analyse),
	action_approve: corrective('sign', m.home_action_approve, m.home_do_action_approve),
	action_approve_for_unit: corrective('sign', m.home_action_approve_for_unit, m.home_do_action_approve),
	action_do: corrective('half', m.home_action_do, m.home_do_action_do),
	action_complete: corrective('check', m.home_action_complete, m.home_do_action_complete),
	action_extension: corrective('clock', m.home_action_extension, m.home_do_action_extension, '/corrective-actions', '/check#extensions'),
	action_verify: corrective('check', m.home_action_verify, m.home_do_action_verify, '/corrective-actions', '/check'),
	action_name_verifier: corrective('user', m.home_action_name_verifier, m.home_do_action_name_verifier, '/corrective-actions', '/check'),
	sister_answer: corrective('chat', m.home_sister_answer, m.home_do_sister_answer, '/sister-checks')
};

function corrective(
	icon: IconName,
	words: (about: { number: string; title: string }) => string,
	action: () => string,
	place = '/corrective-actions',
	part = ''
): DutyLook {
	return {
		icon,
		title: ({ name, detail }: WaitingDuty) => words({ number: name, title: detail }),
		href: ({ subjectId }: WaitingDuty) => `${place}/${subjectId}${part}`,
		action
	};
}
