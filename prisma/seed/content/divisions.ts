import type { UnitProfile } from './units.ts';

/** Parts of a unit, with the title of the person who leads each. The first one keeps the documents of the system. */
export type DivisionPlan = {
	readonly code: string;
	readonly name: string;
	readonly headTitle: string;
	readonly deputyTitle: string;
	readonly staffTitle: string;
};

function division(code: string, name: string, headTitle = 'Trưởng phòng', staffTitle = 'Chuyên viên'): DivisionPlan {
	const deputyTitle = headTitle === 'Chánh Văn phòng' ? 'Phó Chánh Văn phòng' : `Phó ${headTitle}`;
	return { code, name, headTitle, deputyTitle, staffTitle };
}

const departmentCommon = [
	division('VP', 'Văn phòng', 'Chánh Văn phòng'),
	division('TTR', 'Thanh tra', 'Chánh Thanh tra', 'Thanh tra viên')
];

const ofUnit: Readonly<Record<string, readonly DivisionPlan[]>> = {
	'SO-NV': [
		...departmentCommon,
		division('TCBC', 'Phòng Tổ chức biên chế'),
		division('CCVC', 'Phòng Công chức viên chức'),
		division('CCHC', 'Phòng Cải cách hành chính'),
		division('XDCQ', 'Phòng Xây dựng chính quyền và Công tác thanh niên'),
		division('TDKT', 'Ban Thi đua - Khen thưởng', 'Trưởng ban'),
		division('TG', 'Ban Tôn giáo', 'Trưởng ban'),
		division('VTLT', 'Chi cục Văn thư - Lưu trữ', 'Chi cục trưởng')
	],
	'SO-KHCN': [
		...departmentCommon,
		division('KHTC', 'Phòng Kế hoạch - Tài chính'),
		division('QLKH', 'Phòng Quản lý khoa học'),
		division('QLCN', 'Phòng Quản lý công nghệ và Thị trường công nghệ'),
		division('QLCS', 'Phòng Quản lý khoa học và công nghệ cơ sở'),
		division('SHTT', 'Phòng Quản lý chuyên ngành và Sở hữu trí tuệ')
	],
	'SO-TP': [
		...departmentCommon,
		division('HCTP', 'Phòng Hành chính tư pháp'),
		division('BTTP', 'Phòng Bổ trợ tư pháp'),
		division('XDVB', 'Phòng Xây dựng và Kiểm tra văn bản')
	],
	'SO-TC': [
		...departmentCommon,
		division('NS', 'Phòng Quản lý ngân sách'),
		division('HCSN', 'Phòng Tài chính hành chính sự nghiệp'),
		division('GCS', 'Phòng Quản lý giá - Công sản')
	],
	'SO-TTTT': [
		...departmentCommon,
		division('CNTT', 'Phòng Công nghệ thông tin'),
		division('BCVT', 'Phòng Bưu chính - Viễn thông'),
		division('BCXB', 'Phòng Báo chí - Xuất bản')
	],
	'CC-TDC': [
		division('HCTH', 'Phòng Hành chính - Tổng hợp'),
		division('TCCL', 'Phòng Quản lý tiêu chuẩn chất lượng'),
		division('DL', 'Phòng Quản lý đo lường')
	],
	'CC-VTLT': [
		division('HCTH', 'Phòng Hành chính - Tổng hợp'),
		division('QLVT', 'Phòng Quản lý văn thư, lưu trữ'),
		division('LTLS', 'Trung tâm Lưu trữ lịch sử', 'Giám đốc')
	],
	'TT-HCC': [division('HCTH', 'Phòng Hành chính - Tổng hợp'), division('TNTKQ', 'Phòng Tiếp nhận và Giải quyết thủ tục hành chính')]
};

const districtDivisions = [
	division('VP', 'Văn phòng HĐND - UBND', 'Chánh Văn phòng'),
	division('NV', 'Phòng Nội vụ'),
	division('TP', 'Phòng Tư pháp'),
	division('TCKH', 'Phòng Tài chính - Kế hoạch'),
	division('TNMT', 'Phòng Tài nguyên và Môi trường'),
	division('LDTBXH', 'Phòng Lao động - Thương binh và Xã hội')
];

/** A commune has fields of work with an official each rather than divisions with a head. */
const communeDivisions = [
	division('VP', 'Văn phòng - Thống kê', 'Phụ trách', 'Công chức Văn phòng - Thống kê'),
	division('TP', 'Tư pháp - Hộ tịch', 'Phụ trách', 'Công chức Tư pháp - Hộ tịch'),
	division('DC', 'Địa chính - Xây dựng', 'Phụ trách', 'Công chức Địa chính - Xây dựng'),
	division('TC', 'Tài chính - Kế toán', 'Phụ trách', 'Công chức Tài chính - Kế toán'),
	division('VH', 'Văn hóa - Xã hội', 'Phụ trách', 'Công chức Văn hóa - Xã hội')
];

export function divisionsOf(unit: UnitProfile): readonly DivisionPlan[] {
	if (unit.family === 'commune') return communeDivisions;
	if (unit.family === 'district') return districtDivisions;
	const divisions = ofUnit[unit.code];
	if (!divisions) throw new Error(`No divisions are planned for ${unit.code}`);
	return divisions;
}
