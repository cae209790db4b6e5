import type { BatchWarning, WarningCode } from '#lib/domain/documents/batch.ts';
import * as m from '#lib/paraglide/messages.js';

const words: Record<WarningCode, (count: { count: number }) => string> = {
	form_parent_changes: m.batches_warning_form_parent_changes,
	form_parent_withdrawn: m.batches_warning_form_parent_withdrawn,
	cites_not_in_force: m.batches_warning_cites_not_in_force,
	cites_unfit_external: m.batches_warning_cites_unfit_external,
	cited_withdrawn: m.batches_warning_cited_withdrawn,
	replaced_stays: m.batches_warning_replaced_stays,
	in_force_withdrawn: m.batches_warning_in_force_withdrawn,
	replaced_same_day: m.batches_warning_replaced_same_day,
	nobody_told: m.batches_warning_nobody_told
};

/** What a person confirms before a batch is issued. */
export function warningWords(warning: BatchWarning): string {
	return words[warning.code]({ count: warning.items.length });
}
