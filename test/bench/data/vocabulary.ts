import { allSpecs } from '../../../prisma/seed/content/procedures/catalogue.ts';
import { hashOf, seededRandom } from '../../../prisma/seed/content/names.ts';

/**
 * Titles and texts in the words of real procedures: those of the demo, and titles put together from acts and things, because a
 * province of 354 units has many of the same.
 */
const acts = ['Cấp', 'Cấp lại', 'Cấp đổi', 'Gia hạn', 'Thu hồi', 'Thẩm định', 'Điều chỉnh', 'Xác nhận', 'Kiểm tra', 'Công bố'] as const;
const things = [
	'giấy phép xây dựng nhà ở riêng lẻ',
	'giấy chứng nhận quyền sử dụng đất lần đầu',
	'giấy phép kinh doanh vận tải hành khách',
	'chứng chỉ hành nghề dược',
	'giấy phép hoạt động khám bệnh, chữa bệnh',
	'thẻ hướng dẫn viên du lịch nội địa',
	'giấy phép khai thác nước dưới đất',
	'giấy phép khai thác khoáng sản cát lòng sông',
	'kết quả đo đạc bản đồ địa chính',
	'hồ sơ quyết toán vốn đầu tư công',
	'giấy phép xả nước thải vào công trình thủy lợi',
	'chứng nhận an toàn thực phẩm cơ sở chế biến',
	'giấy phép tổ chức biểu diễn nghệ thuật',
	'quyết định chủ trương đầu tư dự án',
	'giấy phép lao động cho người nước ngoài',
	'kế hoạch lựa chọn nhà thầu',
	'hồ sơ nâng bậc lương thường xuyên',
	'giấy phép bán lẻ rượu, thuốc lá',
	'giấy chứng nhận trại chăn nuôi quy mô lớn',
	'phương án phòng cháy, chữa cháy rừng',
	'giấy phép xuất bản bản tin',
	'chứng chỉ hành nghề môi giới bất động sản',
	'hồ sơ hưởng trợ cấp ưu đãi người có công',
	'hồ sơ trợ giúp xã hội đối tượng bảo trợ',
	'giấy phép thành lập trường mầm non tư thục',
	'giấy xác nhận tình trạng hôn nhân',
	'danh mục thiết bị đo lường, thử nghiệm',
	'biên bản bàn giao tài sản công',
	'báo cáo đánh giá tác động môi trường',
	'giấy phép sử dụng vật liệu nổ công nghiệp',
	'giấy phép hoạt động bưu chính',
	'quy hoạch chi tiết khu dân cư nông thôn',
	'hồ sơ bồi thường, giải phóng mặt bằng',
	'giấy phép khai thác thủy sản vùng lộng',
	'giấy chứng nhận đăng ký tàu cá',
	'hồ sơ giám định tư pháp xây dựng',
	'đề án tổ chức lại đơn vị sự nghiệp',
	'hồ sơ bổ nhiệm công chứng viên',
	'chương trình khuyến nông trọng điểm',
	'giấy phép đấu nối đường nhánh vào quốc lộ'
] as const;

const shuffled = <T>(list: readonly T[], seed: number): T[] => {
	const random = seededRandom(seed);
	return list
		.map((item) => ({ item, at: random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);
};

const fill = (text: string) =>
	text
		.replaceAll('{unit}', 'cơ quan')
		.replace(/\{(\w+)\}/gu, 'theo quy định')
		.normalize('NFC');

const titles: readonly string[] = shuffled(
	[...new Set([...allSpecs.map((spec) => fill(spec.title)), ...acts.flatMap((act) => things.map((thing) => `${act} ${thing}`))])],
	7
);

/** Different within a unit; units have many of the same. */
export function titleOf(unit: number, nth: number): string {
	return at(titles, unit * 37 + nth);
}

const sentences: readonly string[] = shuffled(
	[...new Set(allSpecs.flatMap((spec) => textsIn(spec.body)).map(fill))].filter((text) => text.length > 25),
	11
);

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

/** What stands in the file of a version: about two pages of the demo's procedures, in an order of its own. */
export function bodyOf(document: number, nth: number, title: string): string {
	const random = seededRandom(hashOf(`body ${document}`));
	const count = 16 + Math.floor(random() * 24);
	const parts = Array.from({ length: count }, () => at(sentences, Math.floor(random() * sentences.length)));
	return `${title}. ${parts.join(' ')} Lần sửa đổi ${nth}.`;
}

export function sectionTexts(count: number): string[] {
	return Array.from({ length: count }, (_, index) => at(sentences, index));
}

function at(list: readonly string[], index: number): string {
	return list[index % list.length] ?? '';
}
