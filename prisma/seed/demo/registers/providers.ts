import { defaultCriteria } from '#lib/domain/reviews/providers/rating.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { createProvider, rateProvider } from '#lib/server/reviews/providers/acts.ts';
import type { Sample } from './sample.ts';

const providers = [
	{ name: 'VNPT Hà Tĩnh', provides: 'Hệ thống một cửa điện tử, đường truyền', points: [5, 4, 5, 4] },
	{ name: 'Công ty TNHH Tin học Hồng Lĩnh', provides: 'Bảo trì máy tính, máy in', points: [3, 3, 3, 4] },
	{ name: 'Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng', provides: 'Đào tạo đánh giá viên nội bộ', points: [5, 5, 4, 4] },
	{ name: 'Công ty In Thành Sen', provides: 'In biểu mẫu, sổ sách', points: null }
];

/** Providers with their ratings, one of them not rated yet. */
export async function rateProviders({ on, unitId, year, day }: Sample): Promise<void> {
	const { officer } = await on(`${year}-02-10`);
	for (const [index, { name, provides, points }] of providers.entries()) {
		const words = {
			name,
			provides,
			taxCode: '',
			contact: '',
			control: 'Nghiệm thu theo hợp đồng, theo dõi sự cố',
			criteria: [...defaultCriteria]
		};
		const { id: providerId } = await createProvider(officer, {
			...words,
			unitId,
			startedOn: `${year - 2}-01-01`,
			nextRatingOn: addDays(day, index === 3 ? -5 : 60)
		});
		if (points === null) continue;
		const given = new Map(points.map((point, order) => [order, { points: point, remark: '' }]));
		// The second was rated last in the spring of the year before: its next rating is due soon.
		await rateProvider(officer, {
			...{ providerId, year: year - 1, ratedOn: `${year}-02-10`, outcome: '', remarks: '', given, rowVersion: 1 },
			nextRatingOn: index === 1 ? addDays(day, 10) : `${year + 1}-02-10`
		});
	}
}
