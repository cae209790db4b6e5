import * as forms from '#lib/domain/people/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { startAssistedReset } from '#lib/server/identity/assisted-reset.ts';
import { disablePerson, enablePerson } from '#lib/server/people/disable.ts';
import { handOver } from '#lib/server/people/hand-over.ts';
import { correctInvited, sendInvitation } from '#lib/server/people/invitations.ts';
import { addMembership, changeMembership, endMembership } from '#lib/server/people/memberships.ts';
import { appointProvince, endProvinceAppointment } from '#lib/server/people/province.ts';
import { personWithTraining } from '#lib/server/person-training.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => personWithTraining(ctx, event.params.id, event.locals.runtime.settings.smtpUrl !== null));

const said = (text: string) => ({ toast: { text } });

export const actions: Actions = {
	change: action(forms.changeMembershipForm, (ctx, input) => changeMembership(ctx, input).then(() => said(m.people_changed()))),
	end: action(forms.endMembershipForm, (ctx, input) => endMembership(ctx, input).then(() => said(m.people_ended()))),
	add: action(forms.addMembershipForm, (ctx, input) => addMembership(ctx, input).then(() => said(m.people_added())), { form: 'add' }),
	invite: action(forms.personForm, (ctx, input) => sendInvitation(ctx, input).then(() => said(m.people_sent_again())), { form: 'invite' }),
	correct: action(forms.correctInvitedForm, (ctx, input) => correctInvited(ctx, input).then(() => said(m.people_corrected())), {
		form: 'correct'
	}),
	reset: action(forms.resetForm, (ctx, input) => startAssistedReset(ctx, input).then(() => said(m.people_reset_started())), {
		form: 'reset'
	}),
	disable: action(
		forms.disableForm,
		async (ctx, input) => said(m.people_disabled({ count: (await disablePerson(ctx, input)).openDuties })),
		{ form: 'disable' }
	),
	enable: action(forms.enableForm, (ctx, input) => enablePerson(ctx, input).then(() => said(m.people_enabled())), { form: 'enable' }),
	appoint: action(forms.provinceAppointmentForm, (ctx, input) => appointProvince(ctx, input).then(() => said(m.admin_appointed())), {
		form: 'appoint'
	}),
	endAppointment: action(forms.endAppointmentForm, (ctx, input) =>
		endProvinceAppointment(ctx, input).then(() => said(m.admin_appointment_ended()))
	),
	handOver: action(
		forms.handOverPageForm,
		(ctx, input) => handOver(ctx, input).then(() => said(m.people_handed({ count: input.items.length }))),
		{ form: 'hand-over' }
	)
};
