/** The units that have content in the demo, and the words that their documents use for places and posts. */
export type UnitFamily = 'department' | 'district' | 'commune' | 'sub_agency' | 'service';

export type UnitProfile = {
	readonly code: string;
	readonly name: string;
	/** The agency above, as the first line of a letterhead. */
	readonly parentName: string;
	readonly family: UnitFamily;
	readonly headTitle: string;
	readonly deputyTitle: string;
	/** The part of the unit that keeps documents and stamps. */
	readonly officeName: string;
	/** Where citizens hand in dossiers. */
	readonly deskName: string;
	/** Ending of the numbers of its decisions: `QĐ-SNV`. */
	readonly decisionSuffix: string;
	readonly staffSize: number;
	/** Fewer than three people with duties: one person reviews and approves under a signed exception. */
	readonly small: boolean;
};

const provincialDesk = 'Bộ phận Tiếp nhận và Trả kết quả tại Trung tâm Hành chính công tỉnh';

function department(code: string, name: string, abbreviation: string, staffSize: number): UnitProfile {
	return {
		code,
		name,
		parentName: 'UBND TỈNH HÀ TĨNH',
		family: 'department',
		headTitle: 'Giám đốc Sở',
		deputyTitle: 'Phó Giám đốc Sở',
		officeName: 'Văn phòng Sở',
		deskName: provincialDesk,
		decisionSuffix: `QĐ-${abbreviation}`,
		staffSize,
		small: false
	};
}

function subAgency(code: string, name: string, parentName: string, abbreviation: string): UnitProfile {
	return {
		code,
		name,
		parentName,
		family: 'sub_agency',
		headTitle: 'Chi cục trưởng',
		deputyTitle: 'Phó Chi cục trưởng',
		officeName: 'Phòng Hành chính - Tổng hợp',
		deskName: provincialDesk,
		decisionSuffix: `QĐ-${abbreviation}`,
		staffSize: 12,
		small: false
	};
}

function committee(code: string, name: string, parentName: string, family: 'district' | 'commune'): UnitProfile {
	const kind = name.replace(/^UBND /u, '').split(' ')[0] === 'thị' ? 'thị trấn' : (name.split(' ')[1] ?? '');
	return {
		code,
		name,
		parentName,
		family,
		headTitle: `Chủ tịch UBND ${kind}`,
		deputyTitle: `Phó Chủ tịch UBND ${kind}`,
		officeName: family === 'district' ? 'Văn phòng HĐND - UBND huyện' : 'Văn phòng - Thống kê',
		deskName: `Bộ phận Tiếp nhận và Trả kết quả của ${name}`,
		decisionSuffix: 'QĐ-UBND',
		staffSize: family === 'district' ? 20 : 11,
		small: false
	};
}

/** The commune of the wave whose accounts are `*.communes@eiso.example`. */
export const demoCommuneCode = 'XA-18259';
/** Communes that announce in the demo, too, and so have procedures in force for what they announce. */
export const demoAnnouncing = ['XA-18070', 'XA-18415'] as const;
/** The unit of the wave that has nothing yet: the first day of an officer. */
export const newUnitCode = 'XA-18760';

export const unitProfiles: readonly UnitProfile[] = [
	department('SO-NV', 'Sở Nội vụ', 'SNV', 46),
	department('SO-KHCN', 'Sở Khoa học và Công nghệ', 'SKHCN', 30),
	department('SO-TP', 'Sở Tư pháp', 'STP', 18),
	department('SO-TC', 'Sở Tài chính', 'STC', 18),
	department('SO-TTTT', 'Sở Thông tin và Truyền thông', 'STTTT', 16),
	committee('HU-440', 'UBND huyện Đức Thọ', 'UBND TỈNH HÀ TĨNH', 'district'),
	committee('HU-446', 'UBND huyện Cẩm Xuyên', 'UBND TỈNH HÀ TĨNH', 'district'),
	subAgency('CC-TDC', 'Chi cục Tiêu chuẩn Đo lường Chất lượng', 'SỞ KHOA HỌC VÀ CÔNG NGHỆ', 'TĐC'),
	subAgency('CC-VTLT', 'Chi cục Văn thư - Lưu trữ', 'SỞ NỘI VỤ', 'CCVTLT'),
	{
		code: 'TT-HCC',
		name: 'Trung tâm Hành chính công tỉnh',
		parentName: 'VĂN PHÒNG UBND TỈNH HÀ TĨNH',
		family: 'service',
		headTitle: 'Giám đốc Trung tâm',
		deputyTitle: 'Phó Giám đốc Trung tâm',
		officeName: 'Phòng Hành chính - Tổng hợp',
		deskName: 'Quầy tiếp nhận của Trung tâm Hành chính công tỉnh',
		decisionSuffix: 'QĐ-TTHCC',
		staffSize: 12,
		small: false
	},
	{ ...committee(demoCommuneCode, 'UBND xã Tùng Ảnh', 'UBND HUYỆN ĐỨC THỌ', 'commune'), staffSize: 9, small: true },
	committee('XA-18406', 'UBND thị trấn Nghèn', 'UBND HUYỆN CAN LỘC', 'commune'),
	committee('XA-18070', 'UBND phường Trần Phú', 'UBND THÀNH PHỐ HÀ TĨNH', 'commune'),
	committee('XA-18415', 'UBND xã Thiên Lộc', 'UBND HUYỆN CAN LỘC', 'commune'),
	committee('XA-18568', 'UBND xã Thạch Bằng', 'UBND HUYỆN LỘC HÀ', 'commune'),
	{ ...committee(newUnitCode, 'UBND xã Kỳ Bắc', 'UBND HUYỆN KỲ ANH', 'commune'), staffSize: 5 }
];

export function unitProfile(code: string): UnitProfile {
	const found = unitProfiles.find((unit) => unit.code === code);
	if (!found) throw new Error(`The demo has no unit ${code}`);
	return found;
}
