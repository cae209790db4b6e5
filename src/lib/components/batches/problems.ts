import type { BatchProblem } from '#lib/domain/documents/batch.ts';
import * as m from '#lib/paraglide/messages.js';

const missing: Record<NonNullable<BatchProblem['field']>, () => string> = {
	decisionNumber: m.batches_problem_no_number,
	decisionDate: m.batches_problem_no_date,
	effectiveOn: m.batches_problem_no_effective,
	lines: m.batches_problem_empty
};

const words: Record<BatchProblem['code'], () => string> = {
	required: m.batches_problem_empty,
	decision_in_future: m.batches_problem_decision_in_future,
	effective_in_past: m.batches_problem_effective_in_past,
	effective_before_decision: m.batches_problem_effective_before_decision,
	effective_too_far: m.batches_problem_effective_too_far,
	unit_closed: m.batches_problem_unit_closed,
	batch_empty: m.batches_problem_empty,
	illegal_transition: m.batches_problem_not_approved,
	content_changed: m.batches_problem_content_changed,
	not_in_force: m.batches_problem_not_in_force,
	successor_pending: m.batches_problem_successor_pending
};

/** What stops a batch from being issued, and what to do. */
export function problemWords(problem: BatchProblem): string {
	return problem.code === 'required' && problem.field ? missing[problem.field]() : words[problem.code]();
}

/** The same with the documents it is about, where no row says which. */
export function problemWithCodes(problem: BatchProblem): string {
	const codes = (problem.items ?? []).map((item) => item.code).join(', ');
	return codes === '' ? problemWords(problem) : `${codes}: ${problemWords(problem)}`;
}
