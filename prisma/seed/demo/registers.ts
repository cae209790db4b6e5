import { demoPassword } from '#lib/domain/identity/demo.ts';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { defaultCriteria } from '#lib/domain/reviews/providers/rating.ts';
import type { FigureTopic } from '#lib/domain/reviews/satisfaction/figures.ts';
import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import { closeObjectiveYear } from '#lib/server/reviews/objectives/close.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { acceptMissed, raiseForMissed } from '#lib/server/reviews/objectives/missed.ts';
import { objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { createProvider, rateProvider } from '#lib/server/reviews/providers/acts.ts';
import { assessRisk, createRisk } from '#lib/server/reviews/risks/acts.ts';
import { addMeasure, reportMeasure } from '#lib/server/reviews/risks/measures.ts';
import { enterFigures } from '#lib/server/reviews/satisfaction/acts.ts';
import { createTraining, enterResults } from '#lib/server/reviews/training/acts.ts';
import { addCertificate } from '#lib/server/reviews/training/certificates.ts';
import { planNeed } from '#lib/server/reviews/training/needs.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { acting, type Acting } from './audit-programme.ts';
import { required, type DemoIds } from './people.ts';

type Sample = {
	/** The officer and the head on a day; loaded once for each. */
	on(day: Day): Promise<Acting>;
	unitId: string;
	day: Day;
	year: number;
	people: readonly string[];
};

/**
 * The registers of the sample unit: objectives of the year before (closed) and of this one (one missed, one without figures), risks with
 * measures and one review overdue, providers, figures of seven quarters, training and certificates.
 */
export async function keepRegisters(runtime: Runtime, ids: DemoIds): Promise<void> {
	const unitId = required(ids.units, 'SO-NV', 'unit');
	const day = dayOf(runtime.clock.now());
	const person = (key: string) => required(ids.people, key, 'person');
	const people = ['SO-NV/officer', 'SO-NV/drafter.TCBC.1', 'SO-NV/reader.CCVC.1'].map(person);
	const known = new Map<Day, Promise<Acting>>();
	const on = (of: Day) => {
		const acts = known.get(of) ?? acting(runtime, unitId, of);
		known.set(of, acts);
		return acts;
	};
	const sample = { on, unitId, day, year: Number(day.slice(0, 4)), people };
	await setObjectives(sample);
	await registerRisks(sample);
	await rateProviders(sample);
	await giveFigures(sample);
	await train(sample);
}

const at = ({ people }: Sample, index: number) => people[index % people.length] ?? '';

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

async function setObjectives(sample: Sample): Promise<void> {
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

async function registerRisks(sample: Sample): Promise<void> {
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

const providers = [
	{ name: 'VNPT Hà Tĩnh', provides: 'Hệ thống một cửa điện tử, đường truyền', points: [5, 4, 5, 4] },
	{ name: 'Công ty TNHH Tin học Hồng Lĩnh', provides: 'Bảo trì máy tính, máy in', points: [3, 3, 3, 4] },
	{ name: 'Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng', provides: 'Đào tạo đánh giá viên nội bộ', points: [5, 5, 4, 4] },
	{ name: 'Công ty In Thành Sen', provides: 'In biểu mẫu, sổ sách', points: null }
];

async function rateProviders({ on, unitId, year, day }: Sample): Promise<void> {
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

const figures: Readonly<Record<FigureTopic, readonly (readonly number[])[]>> = {
	dossiers: [
		[412, 398, 7, 7],
		[455, 446, 5, 4],
		[438, 431, 4, 3],
		[467, 460, 4, 3],
		[421, 414, 6, 1],
		[470, 459, 9, 2],
		[462, 455, 5, 2]
	],
	survey: [
		[200, 164, 149],
		[200, 171, 155],
		[200, 158, 145],
		[200, 176, 164],
		[220, 188, 172],
		[220, 181, 167],
		[220, 190, 168]
	],
	feedback: [
		[14, 14],
		[11, 11],
		[23, 22],
		[31, 30],
		[12, 12],
		[17, 17],
		[15, 15]
	]
};
const sources: Readonly<Record<FigureTopic, string>> = {
	dossiers: 'Báo cáo Hệ thống một cửa điện tử',
	survey: 'Khảo sát tại Bộ phận một cửa',
	feedback: 'Hệ thống tiếp nhận phản ánh, kiến nghị'
};
const none = { sent: null, answered: null, satisfied: null, received: null, onTime: null, late: null, returned: null };

async function giveFigures({ on, unitId, year, day }: Sample): Promise<void> {
	for (const topic of ['dossiers', 'survey', 'feedback'] as const)
		for (const [index, [first = 0, second = 0, third = 0, fourth = 0]] of figures[topic].entries()) {
			const of = index < 4 ? year - 1 : year;
			const period = (index % 4) + 1;
			const sourceOn = period === 4 ? `${of + 1}-01-06` : `${of}-${String(period * 3 + 1).padStart(2, '0')}-06`;
			if (sourceOn > day) continue;
			const numbers = {
				dossiers: { received: first, onTime: second, late: third, returned: fourth },
				survey: { sent: first, answered: second, satisfied: third },
				feedback: { received: first, answered: second }
			}[topic];
			const { officer } = await on(sourceOn);
			const common = { topic, year: of, periodKind: 'quarter' as const, period, source: sources[topic], sourceOn, note: '', reason: '' };
			await enterFigures(officer, { ...none, ...numbers, ...common, unitId });
		}
}

async function train(sample: Sample): Promise<void> {
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
