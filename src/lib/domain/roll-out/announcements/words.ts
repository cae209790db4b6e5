import { agencyName, usualWords, type DecisionUnit } from '#lib/domain/documents/decision-words.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { AnnouncementKind } from './kinds.ts';

/**
 * The words of an announcement that people can change; its figures are columns. Administrative documents are Vietnamese whatever the language
 * of the page (NĐ 30/2020/NĐ-CP).
 */
export type AnnouncementWords = {
	/** Where it is signed: "Hà Tĩnh". */
	readonly place: string;
	/** "Về việc công bố …" */
	readonly subject: string;
	/** Who decides, above the grounds. */
	readonly authority: string;
	readonly grounds: readonly string[];
	/** What the system covers, in words. */
	readonly fields: string;
	/** Article 3: who carries it out. */
	readonly responsible: string;
	readonly recipients: readonly string[];
};

/** A legal ground with the days on which it may be cited: `[from, to)`. Kept as data of the installation. */
export type LegalBasis = { readonly text: string; readonly from: Day; readonly to: Day | null };

export function basesOn(bases: readonly LegalBasis[], day: Day): string[] {
	return bases.filter(({ from, to }) => from <= day && (to === null || to > day)).map(({ text }) => text);
}

const kindWords: Record<AnnouncementKind, string> = {
	first: 'công bố',
	again: 'công bố lại',
	extension: 'công bố mở rộng phạm vi áp dụng',
	narrowing: 'công bố thu hẹp phạm vi áp dụng',
	edition: 'công bố chuyển đổi'
};

export function subjectOf(kind: AnnouncementKind, standardName: string): string {
	return `Về việc ${kindWords[kind]} Hệ thống quản lý chất lượng phù hợp Tiêu chuẩn quốc gia ${standardName}`;
}

/** What an announcement of this unit usually says, until somebody changes it. */
export function usualAnnouncementWords(
	unit: DecisionUnit,
	{ kind, standardName, scope, grounds }: { kind: AnnouncementKind; standardName: string; scope: string; grounds: readonly string[] }
): AnnouncementWords {
	const { place, authority, responsible } = usualWords(unit);
	return {
		place,
		authority,
		responsible,
		grounds,
		subject: subjectOf(kind, standardName),
		fields: scope || `Hoạt động quản lý, giải quyết thủ tục hành chính thuộc thẩm quyền của ${agencyName(unit.name)}`,
		recipients: ['Như Điều 3;', 'Sở Khoa học và Công nghệ (để báo cáo);', 'Trang thông tin điện tử (để niêm yết);', 'Lưu: VT, ISO.']
	};
}
