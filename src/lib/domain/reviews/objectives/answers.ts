import { reaches, type Measured, type ObjectiveState, type PeriodValue } from './judge.ts';

/** What an answer is about: the period whose result missed the target; null: the year, whose figures lack. */
export type NeededAnswer = { readonly period: number | null };

/**
 * Which answer, a corrective action or an accepted reason, an objective that stands so needs; null: none. Where each period must reach the target it
 * is about the last one that does not, else about the last one given: that result made it so, and what was answered before said nothing of it.
 */
export function neededAnswer(
	measured: Pick<Measured, 'direction' | 'target' | 'judging'>,
	values: readonly PeriodValue[],
	state: ObjectiveState
): NeededAnswer | null {
	if (state === 'missing') return { period: null };
	if (state !== 'missed') return null;
	const to = measured.judging === 'every' ? values.filter(({ value }) => !reaches(measured, value)) : values;
	return { period: to.length === 0 ? null : Math.max(...to.map(({ period }) => period)) };
}

/** Whether there is that answer among those that an objective has. */
export function isAnswered(needed: NeededAnswer, answers: readonly { readonly period: number | null }[]): boolean {
	return answers.some(({ period }) => period === needed.period);
}
