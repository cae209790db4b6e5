import type { Sentence } from '#lib/domain/documents/sentences.ts';

/** Days as people read them; empty while there is none. */
type Announced = {
	readonly decisionNumber: string;
	readonly decisionDate: string;
	readonly effectiveOn: string;
	readonly standardName: string;
	readonly services: number;
	readonly takenOn: boolean;
};

const shown = (day: string) => day || '…';

/** What a head signs: the announcement, or that a paper says what was recorded of it. */
export function announcementSentence({ decisionNumber, decisionDate, effectiveOn, standardName, services, takenOn }: Announced): Sentence {
	const number = decisionNumber || '…';
	const [on, from] = [shown(decisionDate), shown(effectiveOn)];
	if (takenOn)
		return {
			vi: `Tôi xác nhận công bố theo Quyết định số ${number} ngày ${on} (${standardName}, hiệu lực từ ${from}, ${services} thủ tục hành chính) được ghi nhận đúng theo hồ sơ giấy của đơn vị.`,
			en: `I confirm that the announcement by decision ${number} of ${on} (${standardName}, in force from ${from}, ${services} services) is recorded as it stands on the unit's paper.`
		};
	return {
		vi: `Tôi công bố Hệ thống quản lý chất lượng của đơn vị phù hợp ${standardName} theo Quyết định số ${number} ngày ${on}, hiệu lực từ ${from}, phạm vi gồm ${services} thủ tục hành chính.`,
		en: `I announce that the unit's quality management system conforms to ${standardName} by decision ${number} of ${on}, in force from ${from}, its scope including ${services} services.`
	};
}

/**
 * That what was announced holds no more. Reason and, for one in force, the day stand beside it, typed by who signs.
 * @param upcoming it never comes to hold, so there is no day
 */
export function withdrawalSentence({
	decisionNumber,
	upcoming
}: {
	readonly decisionNumber: string;
	readonly upcoming: boolean;
}): Sentence {
	const [vi, en] = upcoming ? ['', ''] : [' kể từ ngày ghi dưới đây', ' from the day given below'];
	return {
		vi: `Tôi thu hồi công bố theo Quyết định số ${decisionNumber}${vi}, vì lý do ghi dưới đây.`,
		en: `I withdraw the announcement by decision ${decisionNumber}${en}, for the reason given below.`
	};
}

/** That the number or date of a signed decision was written down wrongly; what they should be and why stand beside it, typed by who signs. */
export function correctionSentence({ number, date }: { readonly number: string; readonly date: string }): Sentence {
	return {
		vi: `Tôi đính chính quyết định công bố số ${number} ngày ${date} thành số, ngày ghi dưới đây, vì lý do ghi dưới đây. Nội dung công bố không thay đổi.`,
		en: `I correct the announcing decision ${number} of ${date} to the number and date given below, for the reason given below. What was announced does not change.`
	};
}

export function confirmationSentence({
	standardName,
	effective,
	asOf
}: {
	standardName: string;
	effective: boolean;
	asOf: string;
}): Sentence {
	const day = shown(asOf);
	return effective
		? {
				vi: `Tôi xác nhận Hệ thống quản lý chất lượng theo ${standardName} của đơn vị, theo số liệu đến ngày ${day}, có hiệu lực.`,
				en: `I confirm that the unit's quality management system by ${standardName}, by the figures up to ${day}, is in effect.`
			}
		: {
				vi: `Tôi xác nhận Hệ thống quản lý chất lượng theo ${standardName} của đơn vị, theo số liệu đến ngày ${day}, chưa đủ điều kiện công bố.`,
				en: `I confirm that the unit's quality management system by ${standardName}, by the figures up to ${day}, is not ready to be announced.`
			};
}
