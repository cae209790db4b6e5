import type { Sentence } from '#lib/domain/documents/sentences.ts';

/** What a head signs: the programme of a year, or a change of one. */
export function programmeSentence({
	year,
	revision,
	audits,
	gaps,
	changeReason
}: {
	year: number;
	/** The one that comes by this signature. */
	revision: number;
	audits: number;
	gaps: number;
	/** Null: the first approval. */
	changeReason: string | null;
}): Sentence {
	if (changeReason === null)
		return {
			vi: `Tôi phê duyệt chương trình đánh giá nội bộ năm ${year}: ${audits} cuộc đánh giá, ${gaps} khoảng trống có lý do.`,
			en: `I approve the internal audit programme of ${year}: ${audits} audits, ${gaps} gaps with a reason.`
		};
	return {
		vi: `Tôi phê duyệt sửa đổi lần ${revision - 1} chương trình đánh giá nội bộ năm ${year}: ${audits} cuộc đánh giá, ${gaps} khoảng trống có lý do. Lý do sửa đổi: ${changeReason}`,
		en: `I approve change ${revision - 1} of the internal audit programme of ${year}: ${audits} audits, ${gaps} gaps with a reason. Reason: ${changeReason}`
	};
}
