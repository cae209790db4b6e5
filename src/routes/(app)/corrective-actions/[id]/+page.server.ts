import { linkRiskForm } from '#lib/domain/reviews/risks/forms.ts';
import { actionWithRisks } from '#lib/server/action-risks.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { linkAction } from '#lib/server/reviews/risks/acts.ts';
import * as m from '#lib/paraglide/messages.js';
import { actionActs } from './acts.ts';
import { evidenceActs } from './evidence-acts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ ...(await actionWithRisks(ctx, event.params.id)), now: ctx.clock.now() }));

/** Says which row of the register the action touches. */
const risk = action(
	linkRiskForm,
	async (ctx, input, event) => {
		await linkAction(ctx, { ...input, actionId: event.params['id'] ?? '' });
		return { toast: { text: m.risks_saved() } };
	},
	{ form: 'risk' }
);

export const actions: Actions = { ...actionActs, ...evidenceActs, risk };
