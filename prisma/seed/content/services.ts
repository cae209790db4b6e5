import type { ServiceText } from '#lib/domain/procedures/admin-services/import-rows.ts';
import type { Day } from '#lib/domain/shared/day.ts';

/**
 * A sample of the administrative services that the province publishes: names as people know them, numbers of decisions made up. Where a
 * unit of the demo has a procedure of the same title, it is linked.
 */
export type SampleService = ServiceText & { readonly code: string; readonly validFrom: Day };

const communes = ['COMMUNE', 'WARD', 'TOWNSHIP'] as const;
const agencies = ['PROVINCIAL_AGENCY'] as const;

type Row = readonly [code: string, name: string, value: number | null, unit?: 'working_days' | 'working_hours', note?: string];

function group(
	field: string,
	kindCodes: readonly string[],
	decision: { number: string; date: Day },
	rows: readonly Row[]
): SampleService[] {
	return rows.map(([code, name, value, unit = 'working_days', note = '']) => ({
		code,
		name,
		field,
		kindCodes: [...kindCodes],
		decisionNumber: decision.number,
		decisionDate: decision.date,
		limit: value === null ? null : { value, unit },
		limitNote: note,
		validFrom: decision.date
	}));
}

const civil = { number: '1012/QĐ-UBND (mẫu)', date: '2023-04-28' } as const;
const land = { number: '2210/QĐ-UBND (mẫu)', date: '2024-09-12' } as const;
const social = { number: '655/QĐ-UBND (mẫu)', date: '2024-03-15' } as const;
const culture = { number: '1840/QĐ-UBND (mẫu)', date: '2023-08-02' } as const;
const home = { number: '933/QĐ-UBND (mẫu)', date: '2024-05-06' } as const;

export const sampleServices: readonly SampleService[] = [
	...group('Hộ tịch', communes, civil, [
		['1.001193', 'Đăng ký khai sinh', 1, 'working_days', 'Nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo.'],
		['1.000894', 'Đăng ký kết hôn', 1],
		['1.001022', 'Đăng ký nhận cha, mẹ, con', 3],
		['1.000656', 'Đăng ký khai tử', 1],
		['1.004837', 'Đăng ký giám hộ', 3],
		['1.004859', 'Thay đổi, cải chính, bổ sung thông tin hộ tịch', 3],
		['2.000635', 'Cấp bản sao trích lục hộ tịch', 4, 'working_hours'],
		['1.004873', 'Cấp giấy xác nhận tình trạng hôn nhân', 3]
	]),
	...group('Chứng thực', communes, civil, [
		['2.000815', 'Chứng thực bản sao từ bản chính', 8, 'working_hours'],
		['2.000884', 'Chứng thực chữ ký', 8, 'working_hours'],
		['2.001035', 'Chứng thực hợp đồng, giao dịch liên quan đến động sản, quyền sử dụng đất, nhà ở', 2],
		['2.001019', 'Chứng thực di chúc', 2]
	]),
	...group('Đất đai', communes, land, [
		['1.003554', 'Hòa giải tranh chấp đất đai', 45],
		['1.012789', 'Xác nhận hiện trạng sử dụng đất', 10]
	]),
	...group('Bảo trợ xã hội', communes, social, [
		['1.001776', 'Trợ cấp xã hội hằng tháng', 22],
		['1.001731', 'Hỗ trợ chi phí mai táng', 5],
		['1.001699', 'Xác định mức độ khuyết tật và cấp giấy xác nhận khuyết tật', 25],
		['1.011606', 'Công nhận hộ nghèo, hộ cận nghèo', 15]
	]),
	...group('Văn hóa, tín ngưỡng', communes, culture, [
		['1.000954', 'Xét tặng danh hiệu Gia đình văn hóa hằng năm', 5],
		['2.000509', 'Đăng ký hoạt động tín ngưỡng', 15],
		['1.001055', 'Đăng ký sinh hoạt tôn giáo tập trung', 20]
	]),
	...group('Thi đua, khen thưởng', communes, culture, [['1.000775', 'Tặng Giấy khen của Chủ tịch UBND cấp xã', 15]]),
	...group('Lưu trữ', agencies, home, [
		['1.010195', 'Sử dụng tài liệu lưu trữ tại Phòng đọc', 4, 'working_hours'],
		['1.010196', 'Cấp Chứng chỉ hành nghề lưu trữ', 12]
	]),
	...group('Tổ chức phi chính phủ', agencies, home, [
		['2.001481', 'Thành lập hội có phạm vi hoạt động trong tỉnh', 20],
		['1.003960', 'Phê duyệt điều lệ hội', 20],
		['2.001688', 'Công nhận ban vận động thành lập hội', 15]
	]),
	...group('Thi đua, khen thưởng', agencies, home, [
		['1.000898', 'Tặng Cờ thi đua của UBND tỉnh', 15],
		['2.000449', 'Tặng Bằng khen của Chủ tịch UBND tỉnh', 15]
	]),
	...group('Công chức, viên chức', agencies, home, [
		['1.005385', 'Xét tuyển viên chức', null, 'working_days', 'Theo kế hoạch của từng kỳ xét tuyển.'],
		['1.005384', 'Thi tuyển công chức', null, 'working_days', 'Theo kế hoạch của từng kỳ thi.']
	])
];
