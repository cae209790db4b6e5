import type { RequestEvent } from '@sveltejs/kit';
import {
	assessForm,
	closeRiskForm,
	linkActionForm,
	measureDoneForm,
	measureDropForm,
	measureForm,
	riskForm
} from '#lib/domain/reviews/risks/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { named } from '#lib/server/http/named-action.ts';
import { assessRisk, closeRisk, editRisk, linkAction } from '#lib/server/reviews/risks/acts.ts';
import { addMeasure, dropMeasure, reportMeasure } from '#lib/server/reviews/risks/measures.ts';
import { riskPage } from '#lib/server/reviews/risks/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const at = (event: Pick<RequestEvent, 'params'>) => ({ riskId: event.params['id'] ?? '' });
const said = () => ({ toast: { text: m.risks_saved() } });

export const load: PageServerLoad = (event) => answer(event, (ctx) => riskPage(ctx, event.params.id));

export const actions: Actions = {
	save: action(riskForm, (ctx, input, event) => editRisk(ctx, { ...input, ...at(event) }).then(said), { form: 'risk' }),
	assess: action(assessForm, (ctx, input, event) => assessRisk(ctx, { ...input, ...at(event) }).then(said), { form: 'assess' }),
	measure: action(measureForm, (ctx, input, event) => addMeasure(ctx, { ...input, ...at(event) }).then(said), { form: 'measure' }),
	done: named(measureDoneForm, (ctx, input, event) => reportMeasure(ctx, { ...input, ...at(event) }).then(said)),
	drop: named(measureDropForm, (ctx, input, event) => dropMeasure(ctx, { ...input, ...at(event) }).then(said)),
	link: action(linkActionForm, (ctx, input, event) => linkAction(ctx, { ...input, ...at(event) }).then(said), { form: 'link' }),
	close: action(closeRiskForm, (ctx, input, event) => closeRisk(ctx, { ...input, ...at(event) }).then(said), { form: 'close' })
};
