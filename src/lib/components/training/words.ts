import type { TrainingResult } from '#lib/domain/reviews/training/states.ts';
import * as m from '#lib/paraglide/messages.js';

export const resultWords: Readonly<Record<TrainingResult, () => string>> = {
	expected: m.training_result_expected,
	attended: m.training_result_attended,
	passed: m.training_result_passed,
	failed: m.training_result_failed,
	absent: m.training_result_absent
};
