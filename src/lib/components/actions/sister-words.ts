import * as m from '#lib/paraglide/messages.js';

const words: Readonly<Record<string, () => string>> = {
	asked: m.sisters_answer_asked,
	not_here: m.sisters_answer_not_here,
	here: m.sisters_answer_here_plain,
	not_applicable: m.sisters_answer_not_applicable
};

/** What a sister unit answered. */
export function answerWord(answer: string): string {
	return words[answer]?.() ?? answer;
}
