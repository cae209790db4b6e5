import type { Sentence } from '#lib/domain/documents/sentences.ts';

/** C6: what the head confirms, or the coordinator in place of a head. @param last the day of the last line, as people read it */
export function approvePlanSentence(number: string, lines: number, last: string): Sentence {
	return {
		vi: `Tôi phê duyệt kế hoạch khắc phục ${number}: ${lines} việc, xong trước hoặc vào ngày ${last}.`,
		en: `I approve the plan of corrective action ${number}: ${lines} lines, done by ${last}.`
	};
}

/** C6 of a correction alone. */
export function acceptCorrectionSentence(number: string): Sentence {
	return {
		vi: `Tôi chấp nhận đóng phiếu ${number} chỉ bằng khắc phục ngay, không cần hành động khắc phục.`,
		en: `I accept that ${number} is closed by its correction alone, without a corrective action.`
	};
}
