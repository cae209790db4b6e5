import { demoPassword } from '#lib/domain/identity/demo.ts';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { closeObjectiveYear } from '#lib/server/reviews/objectives/close.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { acceptMissed, raiseForMissed } from '#lib/server/reviews/objectives/missed.ts';
import { objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { at, type Sample } from './sample.ts';

const objectives = [
	{
		code: 'MT-01',
		statement: '100% hồ sơ TTHC được giải quyết đúng và trước hạn',
		indicator: 'Tỷ lệ hồ sơ đúng và trước hạn',
		target: '98',
		source: 'Hệ thống một cửa điện tử'
	},
	{
		code: 'MT-02',
		statement: 'Ít nhất 90% người dân, tổ chức hài lòng',
		indicator: 'Tỷ lệ hài lòng qua khảo sát',
		target: '90',
		source: 'Khảo sát tại Bộ phận một cửa'
	},
	{
		code: 'MT-03',
		statement: 'Trả lời 100% phản ánh, kiến nghị đúng hạn',
		indicator: 'Tỷ lệ PAKN trả lời đúng hạn',
		target: '100',
		source: 'Hệ thống PAKN'
	},
	{
		code: 'MT-04',
		statement: 'Mọi sự không phù hợp được khắc phục trong hạn',
		indicator: 'Tỷ lệ phiếu khắc phục đóng đúng hạn',
		target: '95',
		source: 'eISO'
	}
];
/** Results of the quarters, objective by objective; the last one of this year is not given. */
const results = {
	before: [
		[98.4, 98.9, 99.1, 99.2],
		[91, 90.5, 92, 93],
		[100, 100, 96, 97],
		[100, 95, 97, 96]
	],
	now: [
		[98.6, 98.1, 98.8],
		[91.5, 92.3, 88.4],
		[100, 100, 100],
		[96, 97]
	]
};

/** Objectives of the year before, closed, and of this one: one missed, one without figures. */
export async function setObjectives(sample: Sample): Promise<void> {
	const { on, unitId, year, day } = sample;
	const past = await approvedYear(sample, year - 1);
	for (const [index, values] of results.before.entries())
		for (const [quarter, value] of values.entries()) await giveResult(sample, past, index, quarter + 1, value, year - 1);
	const january = await on(`${year}-01-15`);
	await acceptMissed(january.officer, {
		setId: past.id,
		lineId: past.lines[2] ?? '',
		reason: 'Hai phản ánh chuyển sai cơ quan, đã xin lỗi; cách phân loại đã sửa từ tháng 11.'
	});
	await closeObjectiveYear(january.officer, { setId: past.id, rowVersion: (await objectiveSetPage(january.officer, past.id)).rowVersion });
	const now = await approvedYear(sample, year);
	for (const [index, values] of results.now.entries())
		for (const [quarter, value] of values.entries())
			if (`${year}-${String(quarter * 3 + 4).padStart(2, '0')}-05` <= day) await giveResult(sample, now, index, quarter + 1, value, year);
	const { officer } = await on(day);
	const page = await objectiveSetPage(officer, now.id);
	if (page.items[1]?.state === 'missed')
		await raiseForMissed(officer, {
			setId: now.id,
			lineId: now.lines[1] ?? '',
			statement: 'Quý 3 chỉ 88,4% người dân hài lòng, chỉ tiêu ít nhất 90%.'
		});
	await createObjectiveSet(officer, { unitId, year: year + 1, copy: true });
}

type Year = { id: string; lines: readonly string[] };

async function approvedYear(sample: Sample, year: number): Promise<Year> {
	const { on, unitId } = sample;
	const { officer, head } = await on(`${year}-01-10`);
	const { id } = await createObjectiveSet(officer, { unitId, year, copy: false });
	const lines: string[] = [];
	for (const [index, words] of objectives.entries()) {
		const objective = objectiveForm.omit({ rowVersion: true }).parse({
			...{
				...words,
				measure: '%',
				direction: 'at_least',
				judging: 'latest',
				period: 'quarter',
				ownerId: at(sample, index),
				dueOn: `${year}-12-31`
			},
			...{
				plan: 'Theo dõi hằng tháng tại giao ban; nhắc việc trước hạn hai ngày.',
				resources: 'Bộ phận một cửa, Văn phòng Sở',
				judgedBy: 'So với chỉ tiêu khi hết kỳ'
			}
		});
		lines.push((await saveObjective(officer, { setId: id, lineId: null, rowVersion: index + 1, objective })).lineId);
	}
	await submitObjectives(officer, { setId: id, rowVersion: objectives.length + 1 });
	const { rowVersion, sha256 } = await objectiveSetPage(head, id);
	await approveObjectives(head, { setId: id, rowVersion, sha256, password: demoPassword });
	return { id, lines };
}

async function giveResult({ on }: Sample, set: Year, index: number, period: number, value: number, year: number): Promise<void> {
	const givenOn = period === 4 ? `${year + 1}-01-05` : `${year}-${String(period * 3 + 1).padStart(2, '0')}-05`;
	const { officer } = await on(givenOn);
	const source = objectives[index]?.source ?? '';
	await recordResult(officer, { setId: set.id, lineId: set.lines[index] ?? '', period, value, note: '', source, reason: '' });
}
