import { redirect } from '@sveltejs/kit';
import { partForm, submitProcedureForm } from '#lib/domain/procedures/save-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { editorPage } from '#lib/server/procedures/editor-page.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { savePartForm } from '#lib/server/procedures/save-part-form.ts';
import { submitProcedure } from '#lib/server/procedures/submit.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const editor = await editorPage(ctx, event.params.id);
		if (!editor) redirect(307, `/documents/${event.params.id}`);
		return { editor, section: event.url.searchParams.get('section'), rail: true };
	});

export const actions: Actions = {
	save: action(partForm, async (ctx, input) => {
		const { section, versionId, base, ...values } = input;
		await savePartForm(ctx, { versionId, base, section, values: formValues(values) });
		return { toast: { text: m.procedure_editor_saved() } };
	}),
	submit: action(
		submitProcedureForm,
		async (ctx, input, event) => {
			await submitProcedure(ctx, event.locals.runtime.tools, input);
			setFlash(event.cookies, { text: m.procedure_editor_submitted() });
			redirect(303, `/versions/${input.versionId}`);
		},
		{ form: 'submit' }
	)
};

function formValues(values: Record<string, unknown>): Record<string, string | string[]> {
	const texts: Record<string, string | string[]> = {};
	for (const [name, value] of Object.entries(values)) {
		if (typeof value === 'string') texts[name] = value;
		else if (Array.isArray(value)) texts[name] = value.filter((one) => typeof one === 'string');
	}
	return texts;
}
