import { spokenNumbers, shortNumbers, type Numbers, type NumberingScheme } from './numbering.ts';

/**
 * What a signer confirms. The Vietnamese sentence is shown before the password and kept word for word with the signature; pages in
 * English show the other one beside it. Days come written as people read them.
 */
export type Sentence = { readonly vi: string; readonly en: string };

type Version = Numbers & { readonly code: string; readonly scheme: NumberingScheme };

/** V9. */
export function approveSentence(version: Version, pages: number | null): Sentence {
	return {
		vi: `Tôi phê duyệt ${spoken(version)}${pages ? `, ${pages} trang` : ''}, để đưa vào đợt ban hành.`,
		en: `I approve ${short(version)}${pages ? `, ${pages} pages` : ''}, to be put into an issue batch.`
	};
}

/** V9 for a list: shown over the sentences of its documents, each of which is kept with the signature of its own. */
export function approveListSentence(count: number): Sentence {
	return {
		vi: `Tôi phê duyệt ${count} tài liệu ghi dưới đây, để đưa vào đợt ban hành.`,
		en: `I approve the ${count} documents below, to be put into an issue batch.`
	};
}

/** V14. @param from first day without the version */
export function withdrawSentence(version: Version, from: string): Sentence {
	return { vi: `Tôi bãi bỏ ${spoken(version)} từ ngày ${from}.`, en: `I withdraw ${short(version)} from ${from}.` };
}

/** That a version in force stays as it is. @param dueOn the day for which the review was intended */
export function confirmReviewSentence(version: Version, dueOn: string): Sentence {
	return {
		vi: `Tôi đã rà soát ${spoken(version)}, kỳ ngày ${dueOn}: nội dung vẫn phù hợp, không thay đổi.`,
		en: `I have reviewed ${short(version)} for ${dueOn}: it still fits and stays as it is.`
	};
}

/** That a numbered print is lost. @param number as it stands on the paper */
export function lostPrintSentence(version: Version, number: string, place: string): Sentence {
	return {
		vi: `Tôi xác nhận bản in số ${number} của ${spoken(version)}, nơi giữ: ${place}, đã mất và không còn giá trị.`,
		en: `I confirm that print ${number} of ${short(version)}, kept at ${place}, is lost and no longer valid.`
	};
}

type Batch = { readonly number: string; readonly decisionNumber: string | null; readonly effectiveOn: string | null };

/** B3 with withdrawals, each named by its code. @param issued how many documents are put in force with them */
export function issueSentence(batch: Batch, issued: number, withdrawn: readonly string[]): Sentence {
	const codes = withdrawn.join(', ');
	const decision = batch.decisionNumber ?? '–';
	const day = batch.effectiveOn ?? '–';
	return {
		vi: `Tôi ${issued > 0 ? `ban hành ${issued} tài liệu và ` : ''}bãi bỏ ${codes} từ ngày ${day} theo quyết định ${decision} (đợt ${batch.number}).`,
		en: `I ${issued > 0 ? `issue ${issued} documents and ` : ''}withdraw ${codes} from ${day} by decision ${decision} (batch ${batch.number}).`
	};
}

/** B5. */
export function revokeSentence(batch: Batch): Sentence {
	const decision = batch.decisionNumber ?? '–';
	const day = batch.effectiveOn ?? '–';
	return {
		vi: `Tôi thu hồi đợt ${batch.number} theo quyết định ${decision} trước ngày có hiệu lực ${day}.`,
		en: `I revoke batch ${batch.number} of decision ${decision} before it takes effect on ${day}.`
	};
}

/** B6. Values as people read them. */
export function correctSentence(batch: Pick<Batch, 'number'>, field: string, old: string, now: string): Sentence {
	const isDate = field === 'decisionDate';
	return {
		vi: `Tôi đồng ý đính chính ${isDate ? 'ngày' : 'số, ký hiệu'} quyết định của đợt ${batch.number}: “${old}” thành “${now}”.`,
		en: `I agree to correct the ${isDate ? 'date' : 'number'} of the decision of batch ${batch.number}: “${old}” to “${now}”.`
	};
}

/** The exception of small units. Its period and reason are entered below the sentence and signed with it. */
export function exceptionSentence(unit: string): Sentence {
	return {
		vi: `Tôi cho phép một người vừa soát xét vừa phê duyệt tài liệu của ${unit}, trừ người soạn, vì lý do và trong thời hạn ghi cùng. Sở KH&CN và đoàn kiểm tra xem được ngoại lệ này.`,
		en: `I allow one person to both review and approve documents of ${unit}, authors excepted, for the reason and the period given with it. The Department and inspectors see this exception.`
	};
}

const spoken = (version: Version) => `${version.code} ${spokenNumbers(version, version.scheme)}`;
const short = (version: Version) => `${version.code} ${shortNumbers(version, version.scheme)}`;
