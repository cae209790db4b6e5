import type { z } from 'zod';
import {
	closeProgrammeForm,
	gapsForm,
	gridForm,
	objectivesForm,
	programmeActForm,
	programmeReasonForm,
	signProgrammeForm
} from '#lib/domain/audits/programme-forms.ts';
import { beginChange, dropChange } from '#lib/server/audits/programmes/change.ts';
import { closeProgramme } from '#lib/server/audits/programmes/close.ts';
import { proposeAgain } from '#lib/server/audits/programmes/create.ts';
import { saveGaps, saveGrid, saveObjectives } from '#lib/server/audits/programmes/edit.ts';
import { programmePage } from '#lib/server/audits/programmes/page.ts';
import { approveProgramme, recallProgramme, returnProgramme, submitProgramme } from '#lib/server/audits/programmes/sign.ts';
import { answer } from '#lib/server/http/answer.ts';
import { action } from '#lib/server/http/action.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ programme: await programmePage(ctx, event.params.id), now: ctx.clock.now() }));

/** Each form of the page is one command about this programme. */
function act<Input extends object>(
	schema: z.ZodType<Input>,
	form: string,
	run: (ctx: Ctx, input: Input & { programmeId: string }) => Promise<unknown>,
	said: () => string
) {
	return action(
		schema,
		async (ctx, input, event) => {
			await run(ctx, { ...input, programmeId: event.params.id ?? '' });
			return { toast: { text: said() } };
		},
		{ form }
	);
}

export const actions: Actions = {
	objectives: act(objectivesForm, 'objectives', saveObjectives, m.programmes_saved),
	grid: act(gridForm, 'plan', (ctx, { cell, ...at }) => saveGrid(ctx, { ...at, cells: cell }), m.programmes_grid_saved),
	gaps: act(gapsForm, 'gaps', saveGaps, m.programmes_gaps_saved),
	propose: act(programmeActForm, 'propose', proposeAgain, m.programmes_proposed),
	submit: act(programmeActForm, 'submit', submitProgramme, m.programmes_submitted),
	recall: act(programmeActForm, 'recall', recallProgramme, m.programmes_recalled),
	approve: act(signProgrammeForm, 'approve', approveProgramme, m.programmes_signed),
	return: act(programmeReasonForm, 'return', returnProgramme, m.programmes_returned),
	change: act(programmeReasonForm, 'change', beginChange, m.programmes_change_begun),
	dropChange: act(programmeActForm, 'dropChange', dropChange, m.programmes_change_dropped),
	close: act(closeProgrammeForm, 'close', closeProgramme, m.programmes_closed)
};
