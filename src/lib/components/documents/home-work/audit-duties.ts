import { formatDay } from '#lib/format.ts';
import type { IconName } from '#lib/components/ui/icons.ts';
import type { AuditDuty, InspectionDuty, ProgrammeDuty } from '#lib/domain/home/later-duties.ts';
import type { WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';
import * as m from '#lib/paraglide/messages.js';
import type { DutyLook } from './duty-look.ts';

/** What programmes, internal audits and inspections ask. */
export const auditDuties: Record<AuditDuty | InspectionDuty | ProgrammeDuty, DutyLook> = {
	audit_plan: audit('cal', m.home_audit_plan, m.home_do_audit_plan),
	audit_appoint: audit('sign', m.home_audit_appoint, m.home_do_audit_appoint, 'team'),
	audit_start: audit('check', m.home_audit_start, m.home_do_audit_start),
	audit_answer: audit('pencil', m.home_audit_answer, m.home_do_audit_answer, 'plan', '/checklist'),
	audit_verdict: audit('flag', m.home_audit_verdict, m.home_do_audit_verdict, 'findings'),
	audit_report: audit('sign', m.home_audit_report, m.home_do_audit_report, 'report'),
	audit_accept: audit('sign', m.home_audit_accept, m.home_do_audit_accept, 'report'),
	inspection_self: inspection('pencil', m.home_inspection_self, m.home_do_inspection_self),
	inspection_hand_in: inspection('sign', m.home_inspection_hand_in, m.home_do_inspection_hand_in),
	inspection_sign: inspection('sign', m.home_inspection_sign, m.home_do_inspection_sign),
	inspection_notify: inspection('bell', m.home_inspection_notify, m.home_do_inspection_notify),
	inspection_visit: inspection('audit', m.home_inspection_visit, m.home_do_inspection_visit),
	inspection_answer: inspection('pencil', m.home_inspection_answer, m.home_do_inspection_answer),
	inspection_draw_up: inspection('sign', m.home_inspection_draw_up, m.home_do_inspection_draw_up),
	inspection_unsigned: inspection('hour', m.home_inspection_unsigned, m.home_do_inspection_unsigned),
	programme_sign: programme('sign', m.home_programme_sign, m.home_do_programme_sign),
	programme_returned: programme('undo', m.home_programme_returned, m.home_do_programme_returned)
};

function audit(
	icon: IconName,
	words: (about: { number: string; title: string }) => string,
	action: () => string,
	part = 'plan',
	page = ''
): DutyLook {
	return {
		icon,
		title: ({ name, detail }: WaitingDuty) => words({ number: name, title: detail }),
		href: ({ id }: WaitingDuty) => (page ? `/audits/${id}${page}` : `/audits/${id}?part=${part}`),
		action
	};
}

/** `detail` is the day that counts: of the self-assessment, or of the visit. */
function inspection(icon: IconName, words: (about: { number: string; day: string }) => string, action: () => string): DutyLook {
	return {
		icon,
		title: ({ name, detail }: WaitingDuty) => words({ number: name, day: detail === '' ? '' : formatDay(detail) }),
		href: ({ id }: WaitingDuty) => `/inspections/${id}`,
		action
	};
}

function programme(icon: IconName, words: (about: { year: string }) => string, action: () => string): DutyLook {
	return {
		icon,
		title: ({ name }: WaitingDuty) => words({ year: name }),
		href: ({ id }: WaitingDuty) => `/audits/programmes/${id}`,
		action
	};
}
