import type { FigureName, FigureTopic } from '#lib/domain/reviews/satisfaction/figures.ts';
import { formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

export const topicWords: Readonly<Record<FigureTopic, () => string>> = {
	survey: m.satisfaction_topic_survey,
	dossiers: m.satisfaction_topic_dossiers,
	feedback: m.satisfaction_topic_feedback
};

/** What the share of a topic says. */
export const shareWords: Readonly<Record<FigureTopic, () => string>> = {
	survey: m.satisfaction_share_survey,
	dossiers: m.satisfaction_share_dossiers,
	feedback: m.satisfaction_share_feedback
};

const names: Readonly<Record<FigureName, () => string>> = {
	sent: m.satisfaction_sent,
	answered: m.satisfaction_answered,
	satisfied: m.satisfaction_satisfied,
	received: m.satisfaction_received,
	onTime: m.satisfaction_on_time,
	late: m.satisfaction_late,
	returned: m.satisfaction_returned
};

export function figureWords(topic: FigureTopic, name: FigureName): string {
	if (topic === 'feedback' && name === 'received') return m.satisfaction_feedback_received();
	if (topic === 'feedback' && name === 'answered') return m.satisfaction_feedback_answered();
	return names[name]();
}

/** "98,4%": shares of service are compared by their tenths. */
export function percentWords(share: number): string {
	return `${formatNumber(Math.round(share * 1_000) / 10, { digits: 1 })}%`;
}
