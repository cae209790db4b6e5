import { redirect } from '@sveltejs/kit';
import { actForm, reasonForm, signForm, submitForm, versionTextForm } from '#lib/domain/documents/version-forms.ts';
import { citeReplacementForm } from '#lib/domain/documents/external-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { fileOf, uploadAction } from '#lib/server/http/upload.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { citeReplacement } from '#lib/server/documents/external/replace.ts';
import { cancelVersion, passVersion, recallVersion, returnVersion } from '#lib/server/documents/review.ts';
import { convertAgain } from '#lib/server/documents/conversion.ts';
import { editVersion } from '#lib/server/documents/versions.ts';
import { submitProcedure } from '#lib/server/procedures/submit.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions } from './$types';

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	save: uploadAction(
		versionTextForm,
		async (ctx, { removeSource, ...text }, files, event) => {
			const pdf = fileOf(files, 'pdf');
			const source = fileOf(files, 'source');
			await editVersion(ctx, {
				versionId: idOf(event),
				...text,
				...(pdf ? { pdf: versionFileFrom(pdf) } : {}),
				...(source ? { source: versionFileFrom(source) } : removeSource ? { source: null } : {})
			});
			return { toast: { text: m.versions_saved() } };
		},
		{ purposes: { pdf: 'reading', source: 'source' }, form: 'edit' }
	),
	replaceExternal: action(citeReplacementForm, async (ctx, { externalId }, event) => {
		await citeReplacement(ctx, { versionId: idOf(event), externalId });
		return { toast: { text: m.external_replaced_in_draft() } };
	}),
	convert: action(actForm, async (ctx, _input, event) => {
		await convertAgain(ctx, { versionId: idOf(event) });
		return { toast: { text: m.versions_convert_asked() } };
	}),
	submit: action(
		submitForm,
		async (ctx, input, event) => {
			await submitProcedure(ctx, event.locals.runtime.tools, { versionId: idOf(event), ...input });
			return { toast: { text: m.versions_submitted(), undo: { action: '?/recall' } } };
		},
		{ form: 'submit' }
	),
	recall: action(actForm, async (ctx, input, event) => {
		await recallVersion(ctx, { versionId: idOf(event), ...input });
		return { toast: { text: m.versions_recalled() } };
	}),
	pass: action(
		actForm,
		async (ctx, input, event) => {
			await passVersion(ctx, { versionId: idOf(event), ...input });
			return { toast: { text: m.versions_passed(), undo: { action: '?/recall' } } };
		},
		{ form: 'pass' }
	),
	return: action(
		reasonForm,
		async (ctx, { reason, rowVersion }, event) => {
			await returnVersion(ctx, { versionId: idOf(event), comment: reason, rowVersion });
			setFlash(event.cookies, { text: m.versions_returned() });
			redirect(303, '/');
		},
		{ form: 'return' }
	),
	approve: action(
		signForm,
		async (ctx, input, event) => {
			await approveVersion(ctx, { versionId: idOf(event), ...input });
			return { toast: { text: m.versions_approved() } };
		},
		{ form: 'approve' }
	),
	cancel: action(
		reasonForm,
		async (ctx, { reason, rowVersion }, event) => {
			await cancelVersion(ctx, { versionId: idOf(event), comment: reason, rowVersion });
			return { toast: { text: m.versions_cancelled() } };
		},
		{ form: 'cancel' }
	)
};
