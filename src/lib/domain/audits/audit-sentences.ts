import type { Sentence } from '#lib/domain/documents/sentences.ts';

/** What is signed in an internal audit. Shown before the password, kept word for word with the signature. */
type Audit = { readonly number: string; readonly title: string };

/** A2. */
export function appointSentence({ number, title }: Audit, members: number): Sentence {
	return {
		vi: `Tôi quyết định thành lập đoàn đánh giá ${members} người cho cuộc đánh giá ${number} “${title}”, sau khi đã xem phiếu kiểm tra tính độc lập của từng người.`,
		en: `I appoint the team of ${members} for audit ${number} “${title}”, having seen the independence sheet of each of them.`
	};
}

export type GradeCounts = { readonly major: number; readonly minor: number; readonly observation: number };

/** A7. */
export function reportSentence({ number, title }: Audit, counts: GradeCounts): Sentence {
	return {
		vi: `Tôi báo cáo kết quả cuộc đánh giá ${number} “${title}”: ${counts.major} điểm không phù hợp nặng, ${counts.minor} điểm không phù hợp nhẹ, ${counts.observation} điểm lưu ý.`,
		en: `I report on audit ${number} “${title}”: ${counts.major} major and ${counts.minor} minor nonconformities, ${counts.observation} observations.`
	};
}

/** A9. @param raised corrective actions that this acceptance raises */
export function acceptSentence({ number, title }: Audit, raised: number): Sentence {
	return {
		vi: `Tôi chấp nhận báo cáo cuộc đánh giá ${number} “${title}”${raised > 0 ? ` và lập ${raised} phiếu yêu cầu hành động khắc phục` : ''}.`,
		en: `I accept the report on audit ${number} “${title}”${raised > 0 ? ` and raise ${raised} corrective actions` : ''}.`
	};
}

/** As what a lead signs: by the position at home, with the unit of a guest. */
export function leadCapacity(position: string, homeUnit: string): string {
	return ['Trưởng đoàn đánh giá', position, homeUnit].filter(Boolean).join(', ');
}
