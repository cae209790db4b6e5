import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import {
	askExtensionForm,
	decideExtensionForm,
	effectiveForm,
	ineffectiveForm,
	linkDocumentForm,
	proposeChangeForm,
	unlinkDocumentForm,
	verifierForm
} from '#lib/domain/corrective-actions/check-forms.ts';
import { evidenceForm, pointForm } from '#lib/domain/corrective-actions/evidence-forms.ts';
import { loadAction } from '#lib/server/corrective-actions/action-facts.ts';
import { askExtension, grantExtension, refuseExtension } from '#lib/server/corrective-actions/extensions.ts';
import { linkDocument, proposeChange, unlinkDocument } from '#lib/server/corrective-actions/linked-documents.ts';
import { addCheckEvidence, verifyEffective, verifyIneffective } from '#lib/server/corrective-actions/verification.ts';
import { nameVerifier } from '#lib/server/corrective-actions/verifier.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';

const idOf = (event: RequestEvent) => event.params['id'] ?? '';

function done(event: RequestEvent, text: string): never {
	setFlash(event.cookies, { text });
	redirect(303, `/corrective-actions/${idOf(event)}/check`);
}

/** An act of the page: parse, one command, back to the page with what was done. */
function act<Schema extends z.ZodType, Result>(
	form: string,
	schema: Schema,
	command: (ctx: Ctx, input: z.output<Schema> & { actionId: string }) => Promise<Result>,
	said: (result: Result) => string
) {
	return action(
		schema,
		async (ctx, input, event: RequestEvent) => done(event, said(await command(ctx, Object.assign({}, input, { actionId: idOf(event) })))),
		{ form }
	);
}

const risks = { '': null, yes: true, no: false } as const;

export const checkActs = {
	verifier: act('verifier', verifierForm, nameVerifier, () => m.verification_verifier_saved()),
	link: act('link', linkDocumentForm, linkDocument, () => m.verification_documents_linked()),
	unlink: act('unlink', unlinkDocumentForm, unlinkDocument, () => m.verification_documents_unlinked()),
	propose: act('propose', proposeChangeForm, proposeChange, ({ number }) => m.verification_documents_proposed({ number })),
	ask: act('ask', askExtensionForm, askExtension, () => m.verification_extensions_asked()),
	grant: act('decide', decideExtensionForm, grantExtension, () => m.verification_extensions_granted()),
	refuse: act('decide', decideExtensionForm, refuseExtension, () => m.verification_extensions_refused()),
	evidence: uploadAction(
		evidenceForm,
		async (ctx, _input, files, event) => {
			await addCheckEvidence(ctx, { actionId: idOf(event), files: files.map(versionFileFrom) });
			done(event, m.verification_evidence_added());
		},
		{
			purposes: { evidence: 'evidence' as const },
			maxFiles: 10,
			required: ['evidence'],
			form: 'check',
			before: async (ctx, event) => {
				await loadAction(ctx, idOf(event));
			}
		}
	),
	point: act('check-point', pointForm, addCheckEvidence, () => m.verification_evidence_added()),
	effective: act(
		'effective',
		effectiveForm,
		(ctx, { risk, ...input }) => verifyEffective(ctx, { ...input, riskTouched: risks[risk] }),
		() => m.verification_done_effective()
	),
	ineffective: act('ineffective', ineffectiveForm, verifyIneffective, ({ successor }) =>
		m.verification_done_ineffective({ number: successor.number })
	)
};
