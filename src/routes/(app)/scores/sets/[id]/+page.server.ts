import { redirect } from '@sveltejs/kit';
import { changeSetForm, criterionForm, discardSetForm, publishSetForm, removeCriterionForm } from '#lib/domain/audits/scores/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fixScores } from '#lib/server/audits/scores/fix.ts';
import { setPage } from '#lib/server/audits/scores/pages.ts';
import { changeSet, discardSet, publishSet, removeCriterion, saveCriterion } from '#lib/server/audits/scores/sets.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => setPage(ctx, event.params.id, event.url.searchParams));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	change: action(
		changeSetForm,
		async (ctx, input, event) => {
			await changeSet(ctx, { ...input, setId: idOf(event) });
			return { toast: { text: m.scores_set_changed() } };
		},
		{ form: 'change' }
	),
	criterion: action(
		criterionForm,
		async (ctx, { criterionId, rowVersion, ...criterion }, event) => {
			await saveCriterion(ctx, { setId: idOf(event), criterionId, criterion, rowVersion });
			setFlash(event.cookies, { text: m.scores_criterion_saved() });
			redirect(303, `/scores/sets/${idOf(event)}#criteria`);
		},
		{ form: 'criterion' }
	),
	remove: action(
		removeCriterionForm,
		async (ctx, input, event) => {
			await removeCriterion(ctx, { ...input, setId: idOf(event) });
			setFlash(event.cookies, { text: m.scores_criterion_removed() });
			redirect(303, `/scores/sets/${idOf(event)}#criteria`);
		},
		{ form: 'remove' }
	),
	publish: action(
		publishSetForm,
		async (ctx, input, event) => {
			await publishSet(ctx, { ...input, setId: idOf(event) });
			return { toast: { text: m.scores_set_published() } };
		},
		{ form: 'publish' }
	),
	discard: action(
		discardSetForm,
		async (ctx, input, event) => {
			await discardSet(ctx, { ...input, setId: idOf(event) });
			setFlash(event.cookies, { text: m.scores_set_discarded() });
			redirect(303, '/scores');
		},
		{ form: 'discard' }
	),
	fix: action(
		publishSetForm,
		async (ctx, _input, event) => {
			const { units } = await fixScores(ctx, { setId: idOf(event) });
			return { toast: { text: m.scores_fixed({ count: units }) } };
		},
		{ form: 'fix' }
	)
};
