import type { ProvinceRole } from '#lib/domain/permissions/actor.ts';
import { demoCommuneCode, newUnitCode } from './units.ts';

/**
 * The accounts that `npm start` prints (design.md §2). Each takes a place in the staff of its unit: the key is that place. All
 * names are invented.
 */
export type FixedAccount = {
	readonly key: string;
	readonly email: string;
	readonly fullName: string;
	readonly position: string | null;
	readonly provinceRole: ProvinceRole | null;
	/** Who this is, for the list that is printed. */
	readonly who: { readonly vi: string; readonly en: string };
};

function account(
	key: string,
	email: string,
	fullName: string,
	vi: string,
	en: string,
	more: Partial<Pick<FixedAccount, 'position' | 'provinceRole'>> = {}
): FixedAccount {
	return {
		key,
		email: `${email}@eiso.example`,
		fullName,
		position: null,
		provinceRole: null,
		who: { vi, en },
		...more
	};
}

export const fixedAccounts: readonly FixedAccount[] = [
	account('province/administrator', 'admin', 'Tạ Minh Khuê', 'Quản trị hệ thống', 'System administrator', {
		position: 'Quản trị hệ thống',
		provinceRole: 'administrator'
	}),
	account(
		'SO-KHCN/reader.SHTT.1',
		'coordinator',
		'Kiều Thị Nguyệt Ánh',
		'Điều phối của Sở Khoa học và Công nghệ',
		'The Department: runs cycles, models, roll-out',
		{ position: 'Chuyên viên chính, Thường trực Ban chỉ đạo ISO tỉnh', provinceRole: 'coordinator' }
	),
	account(
		'SO-KHCN/reader.TTR.1',
		'auditor',
		'Uông Khắc Tịnh',
		'Đánh giá viên của Sở Khoa học và Công nghệ',
		"Auditor of the Department's pool",
		{ position: 'Thanh tra viên, Đánh giá viên trưởng', provinceRole: 'inspector' }
	),
	account('SO-NV/officer', 'officer', 'Lương Thị Hoài Thương', 'Thư ký ISO, Sở Nội vụ', 'ISO officer of Sở Nội vụ'),
	account(
		'SO-NV/reviewer.CCHC',
		'reviewer',
		'Nghiêm Sỹ Luyện',
		'Trưởng phòng Cải cách hành chính, Sở Nội vụ (soát xét)',
		'Head of a division of Sở Nội vụ: reviews'
	),
	account('SO-NV/head', 'head', 'Đậu Trọng Vượng', 'Giám đốc Sở Nội vụ (phê duyệt)', 'Director of Sở Nội vụ: approves'),
	account('SO-NV/reader.CCVC.1', 'staff', 'Từ Thị Diệu Hậu', 'Chuyên viên Sở Nội vụ (người đọc)', 'Staff of Sở Nội vụ: reads'),
	account(
		`${demoCommuneCode}/officer`,
		'officer.communes',
		'Khổng Thị Thắm',
		'Thư ký ISO, UBND xã Tùng Ảnh',
		'ISO officer of one commune of the wave'
	),
	account(`${demoCommuneCode}/head`, 'head.communes', 'Tôn Viết Kỷ', 'Chủ tịch UBND xã Tùng Ảnh', 'Chair of that commune'),
	account(
		`${demoCommuneCode}/reader.TP`,
		'staff.communes',
		'Biện Thị Mỹ Duyên',
		'Công chức Tư pháp - Hộ tịch, UBND xã Tùng Ảnh',
		'Staff of that commune'
	),
	account(
		`${newUnitCode}/officer`,
		'officer.new',
		'Thái Duy Nhật',
		'Thư ký ISO, UBND xã Kỳ Bắc (đơn vị chưa có tài liệu)',
		'ISO officer of a unit that has nothing yet'
	)
];

/** Units that an inspector may read, with the basis. */
export const demoInspectionAccess = [
	{
		personKey: 'SO-KHCN/reader.TTR.1',
		unitCode: 'XA-18406',
		basis: 'Kế hoạch kiểm tra việc duy trì, cải tiến HTQLCL của Sở Khoa học và Công nghệ',
		grantedByKey: 'SO-KHCN/reader.SHTT.1'
	}
] as const;
