import { redirect, type RequestEvent } from '@sveltejs/kit';
import { evidenceForm, pointForm, removeEvidenceForm } from '#lib/domain/corrective-actions/evidence-forms.ts';
import { reportLineForm } from '#lib/domain/corrective-actions/forms.ts';
import { loadAction } from '#lib/server/corrective-actions/action-facts.ts';
import { addActionEvidence, removeActionEvidence, reportLine } from '#lib/server/corrective-actions/progress.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { formOf, named } from '#lib/server/http/named-action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import * as m from '#lib/paraglide/messages.js';

const idOf = (event: RequestEvent) => event.params['id'] ?? '';
const upload = { purposes: { evidence: 'evidence' as const }, maxFiles: 10 };
const mustSee = async (ctx: Parameters<typeof loadAction>[0], event: RequestEvent) => {
	await loadAction(ctx, idOf(event));
};

function done(event: RequestEvent, text: string): never {
	setFlash(event.cookies, { text });
	redirect(303, `/corrective-actions/${idOf(event)}`);
}

/** The acts of an action's page that bring or take evidence. */
export const evidenceActs = {
	evidence: uploadAction(
		evidenceForm,
		async (ctx, _input, files, event) => {
			await addActionEvidence(ctx, { actionId: idOf(event), files: files.map(versionFileFrom) });
			done(event, m.actions_evidence_added());
		},
		{ ...upload, required: ['evidence'], form: 'evidence', before: mustSee }
	),
	point: action(
		pointForm,
		async (ctx, input, event) => {
			await addActionEvidence(ctx, { actionId: idOf(event), ...input });
			done(event, m.actions_evidence_added());
		},
		{ form: 'evidence-point' }
	),
	removeEvidence: named(removeEvidenceForm, async (ctx, input, event) => {
		await removeActionEvidence(ctx, { actionId: idOf(event), ...input });
		done(event, m.actions_evidence_removed());
	}),
	reportLine: (event: RequestEvent) =>
		uploadAction(
			reportLineForm,
			async (ctx, input, files) => {
				await reportLine(ctx, { actionId: idOf(event), ...input, files: files.map(versionFileFrom) });
				done(event, m.actions_reported());
			},
			{ ...upload, form: formOf(event), before: mustSee }
		)(event)
};
