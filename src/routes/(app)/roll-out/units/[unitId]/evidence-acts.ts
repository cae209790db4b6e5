import { evidenceForm, pointForm, removeEvidenceForm } from '#lib/domain/corrective-actions/evidence-forms.ts';
import { requiredId } from '#lib/domain/shared/form-fields.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { action } from '#lib/server/http/action.ts';
import { uploadAction } from '#lib/server/http/upload.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import { addStepEvidence, removeStepEvidence } from '#lib/server/roll-out/step-evidence.ts';
import { unitPage } from '#lib/server/roll-out/unit-page.ts';
import * as m from '#lib/paraglide/messages.js';

const step = { rollOutUnitId: requiredId, stepId: requiredId };

export async function done(act: Promise<unknown>, text: string) {
	await act;
	return { toast: { text } };
}

/** The acts of a unit's page that bring or take evidence of a step. */
export const evidenceActs = {
	evidence: uploadAction(
		evidenceForm.extend(step),
		(ctx, input, files) => done(addStepEvidence(ctx, { ...input, files: files.map(versionFileFrom) }), m.actions_evidence_added()),
		{
			purposes: { evidence: 'evidence' },
			maxFiles: 10,
			required: ['evidence'],
			form: 'evidence',
			before: async (ctx, event) => {
				await unitPage(ctx, rollOutProofs, event.params['unitId'] ?? '', event.url.searchParams);
			}
		}
	),
	point: action(pointForm.extend(step), (ctx, input) => done(addStepEvidence(ctx, input), m.actions_evidence_added()), {
		form: 'evidence-point'
	}),
	removeEvidence: action(
		removeEvidenceForm.extend({ itemId: requiredId }),
		(ctx, input) => done(removeStepEvidence(ctx, input), m.actions_evidence_removed()),
		{ form: 'removeEvidence' }
	)
};
