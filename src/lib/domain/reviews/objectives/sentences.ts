import type { Sentence } from '#lib/domain/documents/sentences.ts';

/** What a head reads before signing the objectives of a year. */
export function objectivesSentence(facts: { year: number; revision: number; count: number; changeReason: string | null }): Sentence {
	const { year, revision, count, changeReason } = facts;
	if (changeReason !== null)
		return {
			vi: `Tôi phê duyệt sửa đổi lần ${revision - 1} mục tiêu chất lượng năm ${year}, gồm ${count} mục tiêu. Lý do: ${changeReason}`,
			en: `I approve revision ${revision - 1} of the quality objectives of ${year}, ${count} objectives. Reason: ${changeReason}`
		};
	return {
		vi: `Tôi phê duyệt mục tiêu chất lượng năm ${year}, gồm ${count} mục tiêu.`,
		en: `I approve the quality objectives of ${year}, ${count} objectives.`
	};
}
