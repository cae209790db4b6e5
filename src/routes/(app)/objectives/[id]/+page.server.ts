import type { z } from 'zod';
import { linkDocumentForm, objectiveSetActForm, objectiveSetReasonForm, signObjectivesForm } from '#lib/domain/reviews/objectives/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { closeObjectiveYear } from '#lib/server/reviews/objectives/close.ts';
import { linkDocument } from '#lib/server/reviews/objectives/edit.ts';
import { objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import * as sign from '#lib/server/reviews/objectives/sign.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ set: await objectiveSetPage(ctx, event.params.id), now: ctx.clock.now() }));

/** Each form of the page is one command about these objectives. */
function act<Input extends object>(
	schema: z.ZodType<Input>,
	form: string,
	run: (ctx: Ctx, input: Input & { setId: string }) => Promise<unknown>,
	said: () => string
) {
	return action(
		schema,
		async (ctx, input, event) => {
			await run(ctx, { ...input, setId: event.params.id ?? '' });
			return { toast: { text: said() } };
		},
		{ form }
	);
}

export const actions: Actions = {
	submit: act(objectiveSetActForm, 'submit', sign.submitObjectives, m.objectives_submitted),
	recall: act(objectiveSetActForm, 'recall', sign.recallObjectives, m.objectives_recalled),
	approve: act(signObjectivesForm, 'approve', sign.approveObjectives, m.objectives_signed),
	return: act(objectiveSetReasonForm, 'return', sign.returnObjectives, m.objectives_returned),
	change: act(objectiveSetReasonForm, 'change', sign.beginObjectivesChange, m.objectives_change_begun),
	dropChange: act(objectiveSetActForm, 'dropChange', sign.dropObjectivesChange, m.objectives_change_dropped),
	link: act(linkDocumentForm, 'link', linkDocument, m.objectives_saved),
	close: act(objectiveSetActForm, 'close', closeObjectiveYear, m.objectives_closed)
};
