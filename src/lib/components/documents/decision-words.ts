import type { DecisionNow } from '#lib/domain/documents/batch.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** "đã đính chính, trước: 518/QĐ-SNV ngày 24/11/2026"; empty where nothing was corrected. */
export function wasWords({ was }: Pick<DecisionNow, 'was'>): string {
	const before = [was.decisionNumber, was.decisionDate && formatDay(was.decisionDate)].filter(Boolean).join(', ');
	return before === '' ? '' : m.documents_corrected({ before });
}

/** A value with what was there before it was corrected. */
export function withWas(value: string, before: string | null): string {
	return before === null ? value : `${value} (${m.documents_corrected({ before })})`;
}
