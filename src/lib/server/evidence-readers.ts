import { readQuestionEvidence } from '#lib/server/audits/answering/question-evidence.ts';
import { readAnswerEvidence } from '#lib/server/audits/inspections/answer-page.ts';
import { loadAuditor } from '#lib/server/audits/auditor-acts.ts';
import { loadAction } from '#lib/server/corrective-actions/action-facts.ts';
import type { EvidenceReaders } from '#lib/server/corrective-actions/evidence-list.ts';
import { loadFinding } from '#lib/server/corrective-actions/finding-facts.ts';
import { loadFaultReport } from '#lib/server/corrective-actions/fault-reports.ts';
import { readObjectiveEvidence } from '#lib/server/reviews/objectives/evidence.ts';
import { readRatingEvidence } from '#lib/server/reviews/providers/evidence.ts';
import { readCertificateEvidence, readTrainingEvidence } from '#lib/server/reviews/training/evidence.ts';
import { loadItems } from '#lib/server/roll-out/facts.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

/**
 * Who may open which evidence: each kind of thing is loaded by its own rules, and what may not be seen is not there. Every domain whose things
 * have evidence joins here.
 */
export const evidenceReaders: EvidenceReaders = {
	auditor: async (ctx, id) => ({ name: (await loadAuditor(ctx, id)).auditor.user.fullName }),
	corrective_action: async (ctx, id) => ({ name: (await loadAction(ctx, id)).action.number }),
	action_line: async (ctx, id) => {
		const line = await ctx.db.actionLine.findUnique({ where: { id }, select: { actionId: true } });
		if (!line) throw new NotFound('file_not_found');
		return { name: (await loadAction(ctx, line.actionId)).action.number };
	},
	action_check: async (ctx, id) => ({ name: (await loadAction(ctx, id)).action.number }),
	objective: readObjectiveEvidence,
	provider_rating: readRatingEvidence,
	training: readTrainingEvidence,
	person_certificate: readCertificateEvidence,
	finding: async (ctx, id) => ({ name: `finding ${(await loadFinding(ctx, id)).finding.number}` }),
	audit_question: readQuestionEvidence,
	inspection_answer: readAnswerEvidence,
	roll_out_item: async (ctx, id) => ({ name: `roll-out ${(await loadItems(ctx, [id]))[0]?.step.code ?? ''}` }),
	fault_report: async (ctx, id) => ({ name: (await loadFaultReport(ctx, id)).report.number })
};
