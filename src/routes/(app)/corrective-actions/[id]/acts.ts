import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import {
	addLineForm,
	assignForm,
	causeForm,
	changeLineForm,
	completeForm,
	correctionOnlyForm,
	correctionForm,
	dropLineForm,
	lineForm,
	reasonForm,
	reassignForm,
	reassignLineForm,
	signForm,
	versionForm
} from '#lib/domain/corrective-actions/forms.ts';
import { addLine, changeLine, recordCause, recordCorrection, removeLine } from '#lib/server/corrective-actions/analysis.ts';
import { assignAction, reassignAction, reassignLine } from '#lib/server/corrective-actions/assign.ts';
import { approvePlan, askCorrectionOnly, returnPlan, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { completeAction, dropLine } from '#lib/server/corrective-actions/progress.ts';
import { askVoidAction, confirmVoidAction } from '#lib/server/corrective-actions/void.ts';
import { formatDay } from '#lib/format.ts';
import { action } from '#lib/server/http/action.ts';
import { formOf } from '#lib/server/http/named-action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';

/** An act of the page: parse, one command, back to the page with what was done. */
function act<Schema extends z.ZodType, Result>(
	form: string,
	schema: Schema,
	command: (ctx: Ctx, input: z.output<Schema> & { actionId: string }) => Promise<Result>,
	said: (result: Result) => string
) {
	return (event: RequestEvent) =>
		action(
			schema,
			async (ctx, input) => {
				const actionId = event.params['id'] ?? '';
				const result = await command(ctx, Object.assign({}, input, { actionId }));
				setFlash(event.cookies, { text: said(result) });
				redirect(303, `/corrective-actions/${actionId}`);
			},
			{ form: formOf(event, form) }
		)(event);
}

const risks = { '': null, yes: true, no: false } as const;

export const actionActs = {
	assign: act('assign', assignForm, assignAction, () => m.actions_assigned()),
	reassign: act('reassign', reassignForm, reassignAction, () => m.actions_assigned()),
	reassignLine: act('give', reassignLineForm, reassignLine, () => m.actions_assigned()),
	correction: act('correction', correctionForm, recordCorrection, () => m.actions_saved()),
	cause: act(
		'cause',
		causeForm,
		(ctx, { risk, ...input }) => recordCause(ctx, { ...input, riskTouched: risks[risk] }),
		() => m.actions_saved()
	),
	addLine: act('add-line', addLineForm, addLine, () => m.actions_saved()),
	changeLine: act('line', changeLineForm, changeLine, () => m.actions_saved()),
	removeLine: act('out', lineForm, removeLine, () => m.actions_saved()),
	submit: act('submit', versionForm, submitPlan, () => m.actions_submitted()),
	correctionOnly: act(
		'correctionOnly',
		correctionOnlyForm,
		(ctx, { risk, ...input }) => askCorrectionOnly(ctx, { ...input, riskTouched: risks[risk] }),
		() => m.actions_submitted()
	),
	approve: act('approve', signForm, approvePlan, () => m.actions_approved()),
	return: act('return', reasonForm, returnPlan, () => m.actions_returned()),
	dropLine: act('drop', dropLineForm, dropLine, () => m.actions_dropped_done()),
	complete: act('complete', completeForm, completeAction, ({ checkDueOn }) => m.actions_completed({ day: formatDay(checkDueOn) })),
	askVoid: act('askVoid', reasonForm, askVoidAction, () => m.actions_void_sent()),
	confirmVoid: act('confirmVoid', versionForm, confirmVoidAction, () => m.actions_voided())
};
