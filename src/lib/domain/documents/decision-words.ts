import type { SigningCapacity } from '#lib/domain/permissions/actor.ts';

/**
 * The words of a decision that people can change; its figures (number, days, lines) are those of the batch. A decision is an
 * administrative document and Vietnamese whatever the language of the page (NĐ 30/2020/NĐ-CP).
 */
export type DecisionWords = {
	/** Where it is signed: "Hà Tĩnh". */
	readonly place: string;
	readonly subject: string;
	/** Who decides, above the grounds. */
	readonly authority: string;
	readonly standard: string;
	readonly grounds: readonly string[];
	/** Article 3: who carries it out. */
	readonly responsible: string;
	readonly recipients: readonly string[];
	/** The lines over the signature. */
	readonly signerHeading: readonly string[];
	readonly signerName: string;
};

export type DecisionSigner = { readonly name: string; readonly position: string; readonly capacity: SigningCapacity | null };

export type DecisionUnit = {
	readonly name: string;
	/** From the unit's parent up. */
	readonly above: readonly string[];
	readonly standard: string | null;
	/** The title of the chief, for those who sign in their place: "Giám đốc". */
	readonly chiefTitle: string | null;
	readonly signer: DecisionSigner | null;
};

const committee = /^(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)(?=\s|$)/iu;
const level = /^(?:tỉnh|thành phố|thị xã|huyện|quận|phường|thị trấn|xã|đặc khu)\s+/iu;
const fullCommittee = 'Ủy ban nhân dân';

/** "UBND xã Thạch Long" → "Ủy ban nhân dân xã Thạch Long": names of agencies are written out. */
export function agencyName(name: string): string {
	return name.replace(committee, fullCommittee);
}

/** Over the agency stands the body it belongs to; a People's Committee stands alone (NĐ 30/2020, Phụ lục I). */
export function letterhead(unit: Pick<DecisionUnit, 'name' | 'above'>): { agency: string; parentAgency: string | null } {
	const parent = unit.above[0];
	const alone = committee.test(unit.name) || parent === undefined;
	return { agency: agencyName(unit.name), parentAgency: alone ? null : agencyName(parent) };
}

/** What a decision of this unit usually says, until somebody changes it. */
export function usualWords(unit: DecisionUnit): DecisionWords {
	const agency = agencyName(unit.name);
	const isCommittee = committee.test(unit.name);
	// An agency of the province signs at the province's name, also one that lies deeper; a committee at its own.
	const committees = [...unit.above].reverse().filter((name) => committee.test(name));
	const placed = isCommittee ? unit.name : committees[0];
	const chief = unit.chiefTitle ?? unit.signer?.position ?? '';
	return {
		place: placed ? placeOf(placed) : '',
		subject: 'Về việc ban hành tài liệu của Hệ thống quản lý chất lượng',
		authority: isCommittee ? agency : [chief, agency].filter(Boolean).join(' '),
		standard: unit.standard ?? 'TCVN ISO 9001:2015',
		grounds: [
			'Căn cứ Quyết định số 19/2014/QĐ-TTg ngày 05 tháng 3 năm 2014 của Thủ tướng Chính phủ về việc áp dụng Hệ thống quản lý chất lượng theo Tiêu chuẩn quốc gia TCVN ISO 9001:2008 vào hoạt động của các cơ quan, tổ chức thuộc hệ thống hành chính nhà nước;',
			'Căn cứ Thông tư số 26/2014/TT-BKHCN ngày 10 tháng 10 năm 2014 của Bộ trưởng Bộ Khoa học và Công nghệ quy định chi tiết thi hành Quyết định số 19/2014/QĐ-TTg;',
			'Theo đề nghị của Thư ký Ban Chỉ đạo ISO.'
		],
		responsible: `Trưởng các phòng, bộ phận và các tổ chức, cá nhân có liên quan thuộc ${agency}`,
		recipients: ['Như Điều 3;', 'Sở Khoa học và Công nghệ;', 'Lưu: VT, ISO.'],
		signerHeading: unit.signer ? signatureHeading(unit.signer, chief, isCommittee) : [],
		signerName: unit.signer?.name ?? ''
	};
}

function placeOf(name: string): string {
	return name.replace(committee, '').trim().replace(level, '');
}

/** The lines over a signature by the capacity of the signer: TM., KT., TL., TUQ., Q. */
export function signatureHeading(signer: DecisionSigner, chiefTitle: string, ofCommittee: boolean): string[] {
	const collective = ofCommittee ? [`TM. ${fullCommittee}`] : [];
	switch (signer.capacity) {
		case 'on_behalf':
			return [`TM. ${ofCommittee ? fullCommittee : 'tập thể lãnh đạo'}`, signer.position];
		case 'deputy_for':
			return [...collective, `KT. ${chiefTitle}`, signer.position];
		case 'by_order':
			return [`TL. ${chiefTitle}`, signer.position];
		case 'by_authority':
			return [`TUQ. ${chiefTitle}`, signer.position];
		case 'acting':
			return [...collective, `Q. ${chiefTitle}`];
		default:
			return [...collective, signer.position];
	}
}

/** Lines of a text field, without the empty ones. */
export function linesOf(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

/** Each ground ends with a semicolon, the last with a full stop (NĐ 30/2020, Phụ lục I). */
export function endedGrounds(grounds: readonly string[]): string[] {
	return grounds.map((ground, at) => `${ground.replace(/[;.,\s]+$/u, '')}${at === grounds.length - 1 ? '.' : ';'}`);
}
