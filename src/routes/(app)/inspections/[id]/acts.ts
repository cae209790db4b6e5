import { redirect, type RequestEvent } from '@sveltejs/kit';
import {
	drawUpForm,
	extendSelfForm,
	findingForm,
	helpersForm,
	notifyForm,
	passwordForm,
	postponeForm,
	reasonForm,
	remindForm,
	signForm,
	signOwnForm,
	startForm
} from '#lib/domain/audits/inspection-forms.ts';
import { cancelInspection, postponeInspection } from '#lib/server/audits/inspections/direct.ts';
import { keepFinding } from '#lib/server/audits/inspections/findings.ts';
import { drawUpMinutes } from '#lib/server/audits/inspections/minutes.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { extendSelfAssessment, handInSelfAssessment, nameHelpers } from '#lib/server/audits/inspections/self-assessment.ts';
import { returnMinutes, signMinutes } from '#lib/server/audits/inspections/sign.ts';
import { closeUnsigned, remindToSign } from '#lib/server/audits/inspections/unsigned.ts';
import { startVisit } from '#lib/server/audits/inspections/visit.ts';
import { action } from '#lib/server/http/action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';

const idOf = (event: RequestEvent) => event.params['id'] ?? '';

function done(event: RequestEvent, text: string): never {
	setFlash(event.cookies, { text });
	redirect(303, `/inspections/${idOf(event)}`);
}

/** The acts of an inspection's page: parse, one command, back to the page. */
export const inspectionActs = {
	notify: action(
		notifyForm,
		async (ctx, input, event) => {
			await notifyInspection(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_notify());
		},
		{ form: 'notify' }
	),
	helpers: action(
		helpersForm,
		async (ctx, input, event) => {
			await nameHelpers(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_helpers_saved());
		},
		{ form: 'helpers' }
	),
	extend: action(
		extendSelfForm,
		async (ctx, input, event) => {
			await extendSelfAssessment(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_extend());
		},
		{ form: 'extend' }
	),
	handIn: action(
		passwordForm,
		async (ctx, input, event) => {
			await handInSelfAssessment(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_hand_in());
		},
		{ form: 'handIn' }
	),
	start: action(
		startForm,
		async (ctx, input, event) => {
			await startVisit(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_start());
		},
		{ form: 'start' }
	),
	finding: action(
		findingForm,
		async (ctx, input, event) => {
			await keepFinding(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_finding_saved());
		},
		{ form: 'finding' }
	),
	drawUp: action(
		drawUpForm,
		async (ctx, input, event) => {
			await drawUpMinutes(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_draw_up());
		},
		{ form: 'drawUp' }
	),
	sign: action(
		signForm,
		async (ctx, { sha256, ...input }, event) => {
			await signMinutes(ctx, { inspectionId: idOf(event), contentSha256: sha256, ...input });
			done(event, m.inspections_acted_sign());
		},
		{ form: 'sign' }
	),
	signOwn: action(
		signOwnForm,
		async (ctx, { sha256, ...input }, event) => {
			await signMinutes(ctx, { inspectionId: idOf(event), contentSha256: sha256, ...input });
			done(event, m.inspections_acted_sign());
		},
		{ form: 'signOwn' }
	),
	return: action(
		reasonForm,
		async (ctx, input, event) => {
			await returnMinutes(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_return());
		},
		{ form: 'return' }
	),
	remind: action(
		remindForm,
		async (ctx, input, event) => {
			await remindToSign(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_remind());
		},
		{ form: 'remind' }
	),
	closeUnsigned: action(
		reasonForm,
		async (ctx, input, event) => {
			const { closed } = await closeUnsigned(ctx, { inspectionId: idOf(event), ...input });
			done(event, closed ? m.inspections_acted_close_unsigned() : m.inspections_acted_ask_unsigned());
		},
		{ form: 'closeUnsigned' }
	),
	postpone: action(
		postponeForm,
		async (ctx, input, event) => {
			await postponeInspection(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_postpone());
		},
		{ form: 'postpone' }
	),
	cancel: action(
		reasonForm,
		async (ctx, input, event) => {
			await cancelInspection(ctx, { inspectionId: idOf(event), ...input });
			done(event, m.inspections_acted_cancel());
		},
		{ form: 'cancel' }
	)
};
