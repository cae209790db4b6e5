import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { createTraining, enterResults } from '#lib/server/reviews/training/acts.ts';
import { addCertificate } from '#lib/server/reviews/training/certificates.ts';
import { planNeed } from '#lib/server/reviews/training/needs.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { at, type Sample } from './sample.ts';

/** Trainings held and planned, with certificates. */
export async function train(sample: Sample): Promise<void> {
	const { on, unitId, year, day, people } = sample;
	const { officer } = await on(`${year}-01-25`);
	const need = (topic: string, plannedOn: Day, audience: string) =>
		planNeed(officer, {
			unitId,
			year,
			topic,
			plannedOn,
			audience,
			reason: 'Theo kế hoạch duy trì hệ thống quản lý chất lượng',
			responsibleId: at(sample, 0)
		});
	const first = await need('Nhận thức TCVN ISO 9001:2015', `${year}-03-31`, 'Toàn thể công chức');
	const second = await need('Đánh giá viên nội bộ', `${year}-06-30`, 'Đánh giá viên nội bộ');
	await need('Kỹ năng giao tiếp tại Bộ phận một cửa', `${year}-10-31`, 'Công chức một cửa');
	const trainer = 'Chi cục Tiêu chuẩn Đo lường Chất lượng';
	const held = async (topic: string, heldOn: Day, hours: number, needId: string | null) => {
		const { officer } = await on(addDays(heldOn, -10));
		const { id } = await createTraining(officer, {
			unitId,
			topic,
			heldOn,
			endedOn: null,
			hours,
			trainer,
			place: 'Hội trường Sở',
			content: '',
			needId,
			people: [...people]
		});
		if (heldOn <= day) await fixResults((await on(addDays(heldOn, 1))).officer, id, people);
		return id;
	};
	await held('Nhận thức TCVN ISO 9001:2015', `${year}-03-18`, 4, first.id);
	const auditors = await held('Đánh giá viên nội bộ ISO 9001:2015', `${year}-05-21`, 16, second.id);
	await held('Sử dụng hệ thống ISO điện tử', addDays(day, 12), 3, null);
	const later = await on(`${year}-06-01`);
	for (const [index, userId] of people.entries())
		await addCertificate(later.officer, {
			...{
				unitId,
				userId,
				name: 'Đánh giá viên nội bộ ISO 9001:2015',
				number: `ĐTNB-${year}-${String(index + 1).padStart(3, '0')}`,
				issuer: trainer
			},
			...{ trainingId: auditors, issuedOn: `${year}-05-30`, validTo: index === 1 ? addDays(day, 30) : `${year + 3}-05-30` }
		});
}

async function fixResults(officer: Ctx, trainingId: string, people: readonly string[]): Promise<void> {
	const of = new Map(
		people.map((userId, index) => [userId, { result: index === 2 ? ('attended' as const) : ('passed' as const), note: '' }])
	);
	await enterResults(officer, { trainingId, rowVersion: 1, fix: true, people: of });
}
