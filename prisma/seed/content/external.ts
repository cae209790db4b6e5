/** The list of external documents of the demo: real numbers and titles (domain.md §1, §5), and two samples of the province that say so. */
export type SeedExternal = {
	readonly number: string;
	readonly title: string;
	readonly issuer: string;
	readonly issuedOn: string;
	readonly inForceFrom: string;
};

const line = (number: string, title: string, issuer: string, issuedOn: string, inForceFrom = issuedOn): SeedExternal => ({
	number,
	title,
	issuer,
	issuedOn,
	inForceFrom
});

export const iso9001 = 'TCVN ISO 9001:2015';
export const clerkWork = '30/2020/NĐ-CP';
export const electronicDeals = '20/2023/QH15';
export const oldRules = 'Quy chế mẫu 01/2021';
export const newRules = 'Quy chế mẫu 02/2026';

export const seedExternals: readonly SeedExternal[] = [
	line(
		'19/2014/QĐ-TTg',
		'Áp dụng hệ thống quản lý chất lượng theo TCVN ISO 9001:2008 vào hoạt động của cơ quan hành chính nhà nước',
		'Thủ tướng Chính phủ',
		'2014-03-05',
		'2014-04-20'
	),
	line('26/2014/TT-BKHCN', 'Hướng dẫn Quyết định số 19/2014/QĐ-TTg', 'Bộ Khoa học và Công nghệ', '2014-10-10', '2014-11-25'),
	line(iso9001, 'Hệ thống quản lý chất lượng – Các yêu cầu', 'Bộ Khoa học và Công nghệ', '2015-12-31'),
	line('TCVN ISO 9000:2015', 'Hệ thống quản lý chất lượng – Cơ sở và từ vựng', 'Bộ Khoa học và Công nghệ', '2015-12-31'),
	line('61/2018/NĐ-CP', 'Cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính', 'Chính phủ', '2018-04-23', '2018-06-21'),
	line('107/2021/NĐ-CP', 'Sửa đổi, bổ sung Nghị định số 61/2018/NĐ-CP', 'Chính phủ', '2021-12-06'),
	line('01/2018/TT-VPCP', 'Hướng dẫn thi hành Nghị định số 61/2018/NĐ-CP', 'Văn phòng Chính phủ', '2018-11-23', '2019-01-08'),
	line(clerkWork, 'Công tác văn thư', 'Chính phủ', '2020-03-05'),
	line('01/2011/QH13', 'Luật Lưu trữ', 'Quốc hội', '2011-11-11', '2012-07-01'),
	line('33/2024/QH15', 'Luật Lưu trữ', 'Quốc hội', '2024-06-21', '2025-07-01'),
	line('63/2010/NĐ-CP', 'Kiểm soát thủ tục hành chính', 'Chính phủ', '2010-06-08', '2010-10-14'),
	line('92/2017/NĐ-CP', 'Sửa đổi các nghị định liên quan đến kiểm soát thủ tục hành chính', 'Chính phủ', '2017-08-07', '2017-09-25'),
	line('02/2017/TT-VPCP', 'Hướng dẫn nghiệp vụ kiểm soát thủ tục hành chính', 'Văn phòng Chính phủ', '2017-10-31', '2017-12-15'),
	line('45/2020/NĐ-CP', 'Thực hiện thủ tục hành chính trên môi trường điện tử', 'Chính phủ', '2020-04-08', '2020-05-22'),
	line(
		'23/2015/NĐ-CP',
		'Cấp bản sao từ sổ gốc, chứng thực bản sao từ bản chính, chứng thực chữ ký',
		'Chính phủ',
		'2015-02-16',
		'2015-04-10'
	),
	line('60/2014/QH13', 'Luật Hộ tịch', 'Quốc hội', '2014-11-20', '2016-01-01'),
	line('123/2015/NĐ-CP', 'Quy định chi tiết một số điều của Luật Hộ tịch', 'Chính phủ', '2015-11-15', '2016-01-01'),
	line('42/2013/QH13', 'Luật Tiếp công dân', 'Quốc hội', '2013-11-25', '2014-07-01'),
	line('02/2011/QH13', 'Luật Khiếu nại', 'Quốc hội', '2011-11-11', '2012-07-01'),
	line('25/2018/QH14', 'Luật Tố cáo', 'Quốc hội', '2018-06-12', '2019-01-01'),
	line('22/2023/QH15', 'Luật Đấu thầu', 'Quốc hội', '2023-06-23', '2024-01-01'),
	line(electronicDeals, 'Luật Giao dịch điện tử', 'Quốc hội', '2023-06-22', '2024-07-01'),
	line('31/2024/QH15', 'Luật Đất đai', 'Quốc hội', '2024-01-18', '2024-08-01'),
	line('52/2019/QH14', 'Sửa đổi, bổ sung Luật Cán bộ, công chức và Luật Viên chức', 'Quốc hội', '2019-11-25', '2020-07-01'),
	line('22/2008/QH12', 'Luật Cán bộ, công chức', 'Quốc hội', '2008-11-13', '2010-01-01'),
	line('58/2010/QH12', 'Luật Viên chức', 'Quốc hội', '2010-11-15', '2012-01-01'),
	line('13/2023/NĐ-CP', 'Bảo vệ dữ liệu cá nhân', 'Chính phủ', '2023-04-17', '2023-07-01'),
	line('85/2016/NĐ-CP', 'Bảo đảm an toàn hệ thống thông tin theo cấp độ', 'Chính phủ', '2016-07-01'),
	line('10/2022/TT-BNV', 'Thời hạn bảo quản hồ sơ, tài liệu', 'Bộ Nội vụ', '2022-12-19', '2023-02-15'),
	line(oldRules, 'Quy chế công tác văn thư, lưu trữ (dữ liệu mẫu)', 'UBND tỉnh Hà Tĩnh', '2021-03-01'),
	line(newRules, 'Quy chế công tác văn thư, lưu trữ (dữ liệu mẫu, thay thế)', 'UBND tỉnh Hà Tĩnh', '2026-10-20', '2026-12-15')
];

/** What documents of the sample unit cite. The one that is repealed only where nothing is open, so that no draft waits for a warning. */
export function citedBy(unitCode: string, code: string): readonly string[] {
	if (unitCode !== 'SO-NV') return [];
	if (code === 'QT.VTLT.02') return [clerkWork, oldRules];
	if (code === 'QT.NB.02') return [electronicDeals];
	if (code.startsWith('QT.VTLT')) return [clerkWork];
	return code.startsWith('QT.ISO') ? [iso9001] : [];
}
