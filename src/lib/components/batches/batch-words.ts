import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** How many documents a batch puts in force, and how many it withdraws. */
export type BatchCounts = { readonly issued: number; readonly withdrawn: number };

export function countsOf(lines: readonly { readonly withdraws: boolean }[]): BatchCounts {
	const withdrawn = lines.filter((line) => line.withdraws).length;
	return { issued: lines.length - withdrawn, withdrawn };
}

/** "Ban hành 2 tài liệu", "Bãi bỏ 1 tài liệu", "Ban hành 2, bãi bỏ 1 tài liệu". */
export function batchTitle({ issued, withdrawn }: BatchCounts): string {
	if (withdrawn === 0) return m.batches_draft_title({ count: issued });
	return issued === 0 ? m.batches_draft_title_withdraw({ count: withdrawn }) : m.batches_draft_title_both({ issued, withdrawn });
}

/** The button that issues it in the end. */
export function confirmWord({ issued, withdrawn }: BatchCounts): string {
	if (withdrawn === 0) return m.batches_issue_confirm();
	return issued === 0 ? m.batches_withdraw_confirm() : m.batches_issue_withdraw_confirm();
}

/** Until when a head can take it back: not at all where it takes effect today. */
export function undoWords(effectiveOn: Day | null, today: Day, { issued }: BatchCounts): string {
	if (effectiveOn === null) return '';
	if (effectiveOn > today) return m.batches_until_then({ day: formatDay(effectiveOn) });
	return issued === 0 ? m.batches_withdrawn_at_once() : m.batches_at_once();
}

/** "Hết hiệu lực sau ngày 28/11/2026": the last day of what a batch ends. */
export function endsWords(line: { readonly withdraws: boolean; readonly supersedes: { readonly newUntil: Day } | null }): string {
	if (!line.supersedes) return '';
	const day = formatDay(addDays(line.supersedes.newUntil, -1));
	return line.withdraws ? m.batches_withdrawn_after({ day }) : m.batches_old_until({ day });
}
