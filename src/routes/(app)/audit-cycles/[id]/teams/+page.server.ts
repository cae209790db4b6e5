import { redirect } from '@sveltejs/kit';
import { endMemberForm, memberForm, reassignForm, removeTeamForm, teamForm } from '#lib/domain/audits/cycle-forms.ts';
import { reassignInspection } from '#lib/server/audits/cycles/change-open.ts';
import { teamsPage } from '#lib/server/audits/cycles/draft-pages.ts';
import { addMember, endMember, removeTeam, saveTeam } from '#lib/server/audits/cycles/teams.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => teamsPage(ctx, event.params.id, event.url.searchParams.get('inspection')));

export const actions: Actions = {
	team: action(
		teamForm,
		async (ctx, input, event) => {
			await saveTeam(ctx, { ...input, cycleId: event.params.id ?? '' });
			return { toast: { text: m.cycles_team_saved() } };
		},
		{ form: 'team' }
	),
	remove: action(removeTeamForm, async (ctx, input, event) => {
		await removeTeam(ctx, { ...input, cycleId: event.params.id ?? '' });
		return { toast: { text: m.cycles_team_saved() } };
	}),
	member: action(
		memberForm,
		async (ctx, input, event) => {
			await addMember(ctx, { ...input, cycleId: event.params.id ?? '' });
			return { toast: { text: m.cycles_member_saved() } };
		},
		{ form: 'member' }
	),
	end: action(
		endMemberForm,
		async (ctx, input, event) => {
			await endMember(ctx, { ...input, cycleId: event.params.id ?? '' });
			return { toast: { text: m.cycles_member_saved() } };
		},
		{ form: 'end' }
	),
	reassign: action(
		reassignForm,
		async (ctx, input, event) => {
			await reassignInspection(ctx, input);
			setFlash(event.cookies, { text: m.cycles_reassigned() });
			redirect(303, `/audit-cycles/${event.params.id}`);
		},
		{ form: 'reassign' }
	)
};
