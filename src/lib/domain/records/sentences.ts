import type { Sentence } from '#lib/domain/documents/sentences.ts';

/** What a head signs when records are to be destroyed. */
export function disposalSentence(number: string, records: number, method: string): Sentence {
	return {
		vi: `Tôi đồng ý tiêu hủy ${records} hồ sơ trong danh sách ${number}, hình thức: ${method}.`,
		en: `I agree to destroy the ${records} records of list ${number}, by: ${method}.`
	};
}
