import { z } from 'zod';
import * as forms from '#lib/domain/roll-out/announcements/forms.ts';
import { removePaperForm } from '#lib/domain/signatures/forms.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { correctAnnouncement } from '#lib/server/roll-out/announcements/correct.ts';
import { cancelAnnouncement, keepInScope, refreshScope, saveAnnouncement, typeScope } from '#lib/server/roll-out/announcements/draft.ts';
import * as outside from '#lib/server/roll-out/announcements/outside-papers.ts';
import { announcementPage } from '#lib/server/roll-out/announcements/page.ts';
import { giveBackAnnouncement, postAnnouncement, receiveAnnouncement, sendAnnouncement } from '#lib/server/roll-out/announcements/send.ts';
import * as sign from '#lib/server/roll-out/announcements/sign.ts';
import { answer } from '#lib/server/http/answer.ts';
import { action } from '#lib/server/http/action.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ announcement: await announcementPage(ctx, event.params.id), now: ctx.clock.now() }));

/** Each form of the page is one command about this announcement. */
function act<Input extends object>(
	schema: z.ZodType<Input>,
	form: string,
	run: (ctx: Ctx, input: Input & { id: string }) => Promise<unknown>,
	said: () => string
) {
	return action(
		schema,
		async (ctx, input, event) => {
			await run(ctx, { ...input, id: event.params.id ?? '' });
			return { toast: { text: said() } };
		},
		{ form }
	);
}

export const actions: Actions = {
	save: act(forms.announcementForm, 'save', saveAnnouncement, m.announcements_saved),
	scope: act(
		forms.scopeForm,
		'scope',
		(ctx, { service, ...at }) => keepInScope(ctx, { ...at, lineIds: service }),
		m.announcements_scope_kept
	),
	refresh: act(forms.actForm, 'scope', refreshScope, m.announcements_scope_refreshed),
	typed: act(forms.scopeTextForm, 'typed', typeScope, m.announcements_scope_kept),
	submit: act(forms.actForm, 'submit', sign.submitAnnouncement, m.announcements_submitted),
	recall: act(forms.actForm, 'recall', sign.recallAnnouncement, m.announcements_recalled),
	return: act(forms.reasonForm, 'return', sign.returnAnnouncement, m.announcements_returned),
	sign: act(forms.signForm, 'sign', sign.signAnnouncement, m.announcements_signed),
	withdraw: act(forms.withdrawForm, 'withdraw', sign.withdrawAnnouncement, m.announcements_withdrawn),
	correct: act(forms.correctForm, 'correct', correctAnnouncement, m.announcements_corrected),
	attach: uploadAction(
		z.object({}),
		async (ctx, _input, files, event) => {
			const papers = files.map((file) => versionFileFrom(file));
			await outside.attachToAnnouncement(ctx, event.locals.runtime.tools, { id: event.params.id ?? '', files: papers });
			return { toast: { text: m.seals_attached() } };
		},
		{
			purposes: { paper: 'reading' },
			required: ['paper'],
			form: 'paper',
			before: async (ctx, event) => {
				await outside.mayAttachToAnnouncement(ctx, event.params.id ?? '');
			}
		}
	),
	removePaper: action(removePaperForm, async (ctx, input, event) => {
		await outside.removeFromAnnouncement(ctx, { ...input, id: event.params.id ?? '' });
		return { toast: { text: m.seals_removed() } };
	}),
	cancel: act(forms.reasonForm, 'cancel', cancelAnnouncement, m.announcements_cancelled),
	send: act(forms.sendForm, 'send', sendAnnouncement, m.announcements_send_done),
	receive: act(forms.receiveForm, 'receive', receiveAnnouncement, m.announcements_received),
	giveBack: act(forms.reasonForm, 'giveBack', giveBackAnnouncement, m.announcements_give_back_done),
	post: act(forms.postForm, 'post', postAnnouncement, m.announcements_posted)
};
