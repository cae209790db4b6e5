import type { IconName } from '#lib/components/ui/icons.ts';
import type { RegisterDuty, YearDuty } from '#lib/domain/home/later-duties.ts';
import type { WaitingDuty } from '#lib/server/documents/queries/home-duties.ts';
import * as m from '#lib/paraglide/messages.js';
import type { DutyLook } from './duty-look.ts';

/** What the registers of a unit and the turn of its year ask. */
export const registerDuties: Record<RegisterDuty | YearDuty, DutyLook> = {
	year_late: {
		icon: 'cal',
		title: ({ name, detail }) => m.home_year_late({ year: name, count: detail }),
		href: ({ name }) => `/year/${name}`,
		action: m.home_do_year_late
	},
	objectives_sign: register('sign', ({ name }) => m.home_objectives_sign({ year: name }), m.home_do_objectives_sign, '/objectives'),
	objectives_returned: register(
		'undo',
		({ name }) => m.home_objectives_returned({ year: name }),
		m.home_do_objectives_returned,
		'/objectives'
	),
	objective_result: {
		icon: 'pencil',
		title: ({ name, detail }) => m.home_objective_result({ name, detail }),
		href: ({ id, subjectId }) => `/objectives/${subjectId}/${id}`,
		action: m.home_do_objective_result
	},
	risk_review: register('eye', ({ name, detail }) => m.home_risk_review({ name, detail }), m.home_do_risk_review, '/risks'),
	risk_measure: register('half', ({ name, detail }) => m.home_risk_measure({ name, detail }), m.home_do_risk_measure, '/risks'),
	provider_rate: register('users', ({ name }) => m.home_provider_rate({ name }), m.home_do_provider_rate, '/providers'),
	training_fix: register('check', ({ name }) => m.home_training_fix({ name }), m.home_do_training_fix, '/training')
};

function register(icon: IconName, title: (duty: WaitingDuty) => string, action: () => string, place: string): DutyLook {
	return { icon, title, href: ({ subjectId }: WaitingDuty) => `${place}/${subjectId}`, action };
}
