import type { Decision } from '#lib/domain/documents/batch.ts';
import type { BatchPreview } from '#lib/domain/documents/batch-preview.ts';
import { correctSentence, issueSentence, revokeSentence, type Sentence } from '#lib/domain/documents/sentences.ts';
import { isDay } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';

/** What a head is shown and signs when a batch with withdrawals is issued (B3). */
export function issueSentenceOf(number: string, preview: BatchPreview): Sentence {
	const withdrawn = preview.lines.filter((line) => line.withdraws).map((line) => line.code);
	return issueSentence(written(number, preview), preview.lines.length - withdrawn.length, withdrawn);
}

/** What a head is shown and signs when a batch is taken back (B5). @param decision as it reads today */
export function revokeSentenceOf(number: string, decision: Decision): Sentence {
	return revokeSentence(written(number, decision));
}

/** What a head is shown and signs when a decision is corrected (B6). */
export function correctSentenceOf(number: string, correction: { field: string; oldValue: string; newValue: string }): Sentence {
	const value = (text: string) => (isDay(text) ? formatDay(text) : text);
	return correctSentence({ number }, correction.field, value(correction.oldValue), value(correction.newValue));
}

function written(number: string, decision: Decision) {
	return {
		number,
		decisionNumber: decision.decisionNumber,
		effectiveOn: decision.effectiveOn === null ? null : formatDay(decision.effectiveOn)
	};
}
