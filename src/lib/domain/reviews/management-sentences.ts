import type { Sentence } from '#lib/domain/documents/sentences.ts';

/** What is signed in a management review. Shown before the password, kept word for word with the signature. */
type Review = { readonly number: string; readonly title: string };

export function handOverSentence({ number, title }: Review, counts: { inputs: number; missing: number; decisions: number }): Sentence {
	return {
		vi: `Tôi ghi biên bản xem xét của lãnh đạo ${number} “${title}” đúng diễn biến cuộc họp: ${counts.inputs} nội dung đầu vào, ${counts.missing} nội dung chưa có số liệu, ${counts.decisions} quyết định.`,
		en: `I kept the minutes of management review ${number} “${title}” as it went: ${counts.inputs} inputs, ${counts.missing} of them not available, ${counts.decisions} decisions.`
	};
}

/** @param raised corrective actions and change requests that the signature makes */
export function chairSentence({ number, title }: Review, counts: { decisions: number; raised: number }): Sentence {
	return {
		vi: `Tôi ký biên bản xem xét của lãnh đạo ${number} “${title}” với ${counts.decisions} quyết định${counts.raised > 0 ? `, giao thực hiện ${counts.raised} việc bằng phiếu hành động hoặc phiếu yêu cầu` : ''}.`,
		en: `I sign the minutes of management review ${number} “${title}” with ${counts.decisions} decisions${counts.raised > 0 ? `, ${counts.raised} of them raised as actions or requests` : ''}.`
	};
}

/** As what the secretary signs. */
export function secretaryCapacity(position: string): string {
	return ['Thư ký cuộc họp', position].filter(Boolean).join(', ');
}
