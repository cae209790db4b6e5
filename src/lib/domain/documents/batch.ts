import { addMonths, type Day } from '#lib/domain/shared/day.ts';

/** The decision of a batch as far as it is filled in. */
export type Decision = { readonly decisionNumber: string | null; readonly decisionDate: Day | null; readonly effectiveOn: Day | null };

/** What stops a batch from being issued. `field` is where a form shows it. */
export type BatchProblem = {
	readonly code:
		| 'required'
		| 'decision_in_future'
		| 'effective_in_past'
		| 'effective_before_decision'
		| 'effective_too_far'
		| 'unit_closed'
		| 'batch_empty'
		| 'illegal_transition'
		| 'content_changed'
		| 'not_in_force'
		| 'successor_pending';
	readonly field?: 'decisionNumber' | 'decisionDate' | 'effectiveOn' | 'lines';
	/** The documents it is about. */
	readonly items?: readonly BatchItem[];
};

export type BatchItem = { readonly documentId: string; readonly code: string; readonly title: string; readonly because?: string };

/** states.md B3: decision date ≤ today; effective on ≥ today and ≥ decision date, at most so many months ahead. */
export function decisionProblems(decision: Decision, today: Day, monthsAhead: number): BatchProblem[] {
	const { decisionNumber, decisionDate, effectiveOn } = decision;
	const problems: BatchProblem[] = [];
	if (!decisionNumber) problems.push({ code: 'required', field: 'decisionNumber' });
	if (!decisionDate) problems.push({ code: 'required', field: 'decisionDate' });
	if (!effectiveOn) problems.push({ code: 'required', field: 'effectiveOn' });
	if (decisionDate && decisionDate > today) problems.push({ code: 'decision_in_future', field: 'decisionDate' });
	if (effectiveOn && effectiveOn < today) problems.push({ code: 'effective_in_past', field: 'effectiveOn' });
	else if (effectiveOn && decisionDate && effectiveOn < decisionDate)
		problems.push({ code: 'effective_before_decision', field: 'effectiveOn' });
	if (effectiveOn && effectiveOn > addMonths(today, monthsAhead)) problems.push({ code: 'effective_too_far', field: 'effectiveOn' });
	return problems;
}

/** What people must confirm before a batch is issued (states.md §13). The codes are stable. */
export const warningCodes = [
	/** Forms whose procedure gets a new version while they stay. */
	'form_parent_changes',
	'form_parent_withdrawn',
	/** A version cites a document that is not in force on that day. */
	'cites_not_in_force',
	/** A version cites an external document that is repealed by then, or not yet in force. */
	'cites_unfit_external',
	/** A document in force cites one that this batch withdraws. */
	'cited_withdrawn',
	/** The document to be replaced stays in force beside the new one. */
	'replaced_stays',
	/** The version in force was withdrawn, from a day that is still to come. */
	'in_force_withdrawn',
	/** The version in force began on the very day on which it is replaced. */
	'replaced_same_day',
	'nobody_told'
] as const;
export type WarningCode = (typeof warningCodes)[number];
export type BatchWarning = { readonly code: WarningCode; readonly items: readonly BatchItem[] };

export const correctionFields = ['decisionNumber', 'decisionDate'] as const;
export type CorrectionField = (typeof correctionFields)[number];
export type SignedCorrection = { readonly field: string; readonly newValue: string; readonly decidedAt: Date | null };

/** A decision as it reads today. `was`: what was written before, of a field that was corrected. */
export type DecisionNow = Decision & { readonly was: { readonly decisionNumber: string | null; readonly decisionDate: Day | null } };

/** The decision as it reads after the corrections that were signed; the batch's own row never changes (design.md §5.2). */
export function correctedDecision(decision: Decision, signed: readonly SignedCorrection[]): DecisionNow {
	const inOrder = [...signed].sort((a, b) => (a.decidedAt?.getTime() ?? 0) - (b.decidedAt?.getTime() ?? 0));
	const latest = (field: CorrectionField) => inOrder.findLast((correction) => correction.field === field)?.newValue;
	const decisionNumber = latest('decisionNumber') ?? decision.decisionNumber;
	const decisionDate = latest('decisionDate') ?? decision.decisionDate;
	return {
		...decision,
		decisionNumber,
		decisionDate,
		was: {
			decisionNumber: decisionNumber === decision.decisionNumber ? null : decision.decisionNumber,
			decisionDate: decisionDate === decision.decisionDate ? null : decision.decisionDate
		}
	};
}
