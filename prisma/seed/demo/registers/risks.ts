import { addDays } from '#lib/domain/shared/day.ts';
import { assessRisk, createRisk } from '#lib/server/reviews/risks/acts.ts';
import { addMeasure, reportMeasure } from '#lib/server/reviews/risks/measures.ts';
import { at, type Sample } from './sample.ts';

const risks = [
	{
		kind: 'risk',
		activity: 'Tiếp nhận và trả kết quả',
		statement: 'Hồ sơ quá hạn do chờ ý kiến cơ quan phối hợp',
		cause: 'Quy chế phối hợp không có thời hạn trả lời',
		consequence: 'Trễ hạn, phải xin lỗi',
		likelihood: 4,
		impact: 3,
		after: [2, 3]
	},
	{
		kind: 'risk',
		activity: 'Quản lý văn bản, tài liệu',
		statement: 'Áp dụng văn bản đã hết hiệu lực',
		cause: 'Cập nhật danh mục văn bản bên ngoài chậm',
		consequence: 'Giải quyết sai quy định',
		likelihood: 2,
		impact: 5,
		after: null
	},
	{
		kind: 'risk',
		activity: 'Lưu trữ hồ sơ',
		statement: 'Thất lạc hồ sơ giấy khi chuyển kho',
		cause: 'Chưa kiểm đếm khi bàn giao',
		consequence: 'Không chứng minh được kết quả',
		likelihood: 2,
		impact: 4,
		after: [1, 4]
	},
	{
		kind: 'risk',
		activity: 'Công nghệ thông tin',
		statement: 'Hệ thống một cửa ngừng hoạt động trong giờ làm việc',
		cause: 'Đường truyền không dự phòng',
		consequence: 'Không tiếp nhận được hồ sơ',
		likelihood: 3,
		impact: 3,
		after: null
	},
	{
		kind: 'opportunity',
		activity: 'Giải quyết TTHC',
		statement: 'Cắt giảm thời gian nhờ chữ ký số và luân chuyển điện tử',
		cause: 'Hạ tầng chữ ký số đã đủ',
		consequence: 'Rút ngắn 30% thời gian xử lý',
		likelihood: 4,
		impact: 4,
		after: null
	}
] as const;

/** Risks with measures, one of them with its review overdue. */
export async function registerRisks(sample: Sample): Promise<void> {
	const { on, unitId, year, day } = sample;
	const { officer } = await on(`${year}-01-20`);
	for (const [index, { kind, activity, statement, cause, consequence, likelihood, impact, after }] of risks.entries()) {
		const words = {
			kind,
			activity,
			statement,
			cause,
			consequence,
			context: '',
			controls: 'Quy trình và giao ban hằng tuần',
			clause: '6.1'
		};
		const { id: riskId } = await createRisk(officer, {
			...{
				...words,
				unitId,
				ownerId: at(sample, index),
				likelihood,
				impact,
				expectedLikelihood: 1,
				expectedImpact: impact,
				conclusion: ''
			},
			// The second has not been looked at again since.
			reviewOn: index === 1 ? addDays(day, -20) : addDays(day, 40 + index * 15)
		});
		const measure = await addMeasure(officer, {
			riskId,
			what: whatIsDone[index] ?? '',
			doerId: at(sample, index + 1),
			dueOn: addDays(day, index === 3 ? 25 : -30)
		});
		if (index !== 3)
			await reportMeasure((await on(addDays(day, -35))).officer, {
				...{ riskId, measureId: measure.id, doneOn: addDays(day, -36), result: 'Đã làm, áp dụng thống nhất trong toàn Sở.', rowVersion: 1 }
			});
		if (after) await assessAgain(sample, riskId, after);
	}
}

const whatIsDone = [
	'Ban hành quy chế phối hợp có thời hạn trả lời ba ngày làm việc',
	'Rà soát danh mục văn bản bên ngoài hằng quý',
	'Kiểm đếm và ký biên bản khi chuyển kho',
	'Thuê đường truyền dự phòng',
	'Mở rộng chữ ký số cho mọi chuyên viên một cửa'
];

async function assessAgain({ on, day }: Sample, riskId: string, [likelihood, impact]: readonly [number, number]): Promise<void> {
	const { officer } = await on(addDays(day, -30));
	await assessRisk(officer, {
		...{ riskId, likelihood, impact, expectedLikelihood: null, expectedImpact: null, effective: 'yes', rowVersion: 1 },
		...{ conclusion: 'Biện pháp đã thực hiện, khả năng xảy ra giảm.', reviewOn: addDays(day, 150) }
	});
}
