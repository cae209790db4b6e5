import * as forms from '#lib/domain/roll-out/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { acceptItems, returnItem } from '#lib/server/roll-out/decisions.ts';
import { addStep, changeStep, dropStep, moveDue } from '#lib/server/roll-out/plan.ts';
import { removeUnit } from '#lib/server/roll-out/units.ts';
import { wavePage } from '#lib/server/roll-out/wave-page.ts';
import { closeWave, keepPlanAsDefault, openWave } from '#lib/server/roll-out/waves.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params['id'] ?? '';
const done = async (act: Promise<unknown>, text: string) => {
	await act;
	return { toast: { text } };
};

export const load: PageServerLoad = (event) => answer(event, (ctx) => wavePage(ctx, rollOutProofs, idOf(event), event.url.searchParams));

export const actions: Actions = {
	open: action(forms.waveActForm, (ctx, input, event) => done(openWave(ctx, { ...input, waveId: idOf(event) }), m.rollout_wave_opened()), {
		form: 'open'
	}),
	close: action(
		forms.closeWaveForm,
		(ctx, input, event) => done(closeWave(ctx, { ...input, waveId: idOf(event) }), m.rollout_wave_closed()),
		{ form: 'close' }
	),
	keep: action(
		forms.waveActForm,
		(ctx, _input, event) => done(keepPlanAsDefault(ctx, { waveId: idOf(event) }), m.rollout_wave_plan_kept()),
		{ form: 'keep' }
	),
	add: action(
		forms.newStepForm,
		(ctx, input, event) => done(addStep(ctx, rollOutProofs, { ...input, waveId: idOf(event) }), m.rollout_step_saved()),
		{ form: 'step' }
	),
	change: action(forms.changeStepForm, (ctx, input) => done(changeStep(ctx, rollOutProofs, input), m.rollout_step_saved()), {
		form: 'step'
	}),
	move: action(
		forms.moveDueForm,
		async (ctx, input) => ({ toast: { text: m.rollout_step_moved({ count: (await moveDue(ctx, input)).units }) } }),
		{ form: 'move' }
	),
	drop: action(forms.dropStepForm, (ctx, input) => done(dropStep(ctx, input), m.rollout_step_dropped()), { form: 'drop' }),
	remove: action(forms.removeUnitForm, (ctx, input) => done(removeUnit(ctx, input), m.rollout_unit_removed()), { form: 'remove' }),
	accept: action(
		forms.acceptForm,
		async (ctx, { items, note }) => ({
			toast: { text: m.rollout_claims_accepted({ count: (await acceptItems(ctx, { itemIds: items, note })).accepted }) }
		}),
		{ form: 'accept' }
	),
	return: action(forms.returnForm, (ctx, input) => done(returnItem(ctx, input), m.rollout_returned()), { form: 'return' })
};
