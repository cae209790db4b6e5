import * as forms from '#lib/domain/roll-out/forms.ts';
import { requiredId } from '#lib/domain/shared/form-fields.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { nameResponsible, setOwnDue } from '#lib/server/roll-out/arrange.ts';
import { askWaiver, claimSteps, takeBackClaim } from '#lib/server/roll-out/claims.ts';
import { acceptItems, reopenItem, returnItem, waiveStep } from '#lib/server/roll-out/decisions.ts';
import { recordReportedStep } from '#lib/server/roll-out/reported.ts';
import { unitPage } from '#lib/server/roll-out/unit-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';
import { done, evidenceActs } from './evidence-acts.ts';

const place = { rollOutUnitId: requiredId };

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) => unitPage(ctx, rollOutProofs, event.params.unitId, event.url.searchParams));

export const actions: Actions = {
	claim: action(
		forms.claimForm.extend(place),
		(ctx, { stepId, ...input }) => done(claimSteps(ctx, { ...input, stepIds: [stepId] }), m.rollout_claim_sent()),
		{ form: 'claim' }
	),
	takeBack: action(forms.stepActForm.extend(place), (ctx, input) => done(takeBackClaim(ctx, input), m.rollout_taken_back()), {
		form: 'takeBack'
	}),
	waiver: action(forms.reasonForm.extend(place), (ctx, input) => done(askWaiver(ctx, input), m.rollout_waiver_sent()), { form: 'waiver' }),
	responsible: action(
		forms.responsibleForm.extend(place),
		(ctx, input) => done(nameResponsible(ctx, input), m.rollout_responsible_saved()),
		{ form: 'responsible' }
	),
	due: action(forms.ownDueForm.extend(place), (ctx, input) => done(setOwnDue(ctx, input), m.rollout_own_due_saved()), { form: 'due' }),
	waive: action(forms.reasonForm.extend(place), (ctx, input) => done(waiveStep(ctx, input), m.rollout_waived()), { form: 'waive' }),
	record: action(forms.recordForm.extend(place), (ctx, input) => done(recordReportedStep(ctx, input), m.rollout_recorded()), {
		form: 'record'
	}),
	accept: action(forms.acceptForm, (ctx, { items, note }) => done(acceptItems(ctx, { itemIds: items, note }), m.rollout_accepted()), {
		form: 'accept'
	}),
	return: action(forms.returnForm, (ctx, input) => done(returnItem(ctx, input), m.rollout_returned()), { form: 'return' }),
	reopen: action(forms.returnForm, (ctx, input) => done(reopenItem(ctx, input), m.rollout_reopened()), { form: 'reopen' }),
	...evidenceActs
};
