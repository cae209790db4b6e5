import { hoursText, limitText } from './duration.ts';
import type { Change, DocumentBody, FormBody, ProcedureBody, ProseBody, Section, StepSpec } from './types.ts';
import type { ChangeClass, NumberStep } from './vocabulary.ts';

/** The small differences between successive versions. Each keeps the times of the steps equal to the time limit. */
function onProcedure(change: (body: ProcedureBody) => ProcedureBody): (body: DocumentBody) => DocumentBody {
	return (body) => (body.type === 'procedure' ? change(body) : body);
}

function longestStep(steps: readonly StepSpec[]): number {
	return steps.reduce((best, step, index) => ((step.hours ?? 0) > (steps[best]?.hours ?? 0) ? index : best), 0);
}

function withStep(steps: readonly StepSpec[], index: number, edit: (step: StepSpec) => StepSpec): StepSpec[] {
	return steps.map((step, at) => (at === index ? edit(step) : step));
}

/** About a fifth of the limit, in whole days for long limits, taken from the longest step. */
function cutHours(body: ProcedureBody): number {
	const limit = body.service?.limitHours ?? 0;
	const longest = body.steps[longestStep(body.steps)]?.hours ?? 0;
	const wanted = limit >= 40 ? Math.round(limit / 40) * 8 : limit >= 24 ? 4 : 0;
	return Math.min(wanted, Math.max(0, longest - 4));
}

const cut: Change = {
	step: 'revision',
	changeClass: 'substantive',
	part: 'Mục 5.4, 5.7',
	request: 'Cắt giảm thời gian giải quyết theo kế hoạch cải cách hành chính',
	describe: (before) => {
		if (before.type !== 'procedure' || !before.service) return 'Rút ngắn thời gian xử lý công việc.';
		const from = before.service.limitHours;
		return `Rút ngắn thời hạn giải quyết từ ${hoursText(from)} xuống ${hoursText(from - cutHours(before))} làm việc; phân bổ lại thời gian của bước thẩm định.`;
	},
	apply: onProcedure((body) => {
		if (!body.service) return body;
		const hours = cutHours(body);
		return {
			...body,
			service: { ...body.service, limitHours: body.service.limitHours - hours },
			steps: withStep(body.steps, longestStep(body.steps), (step) => ({ ...step, hours: (step.hours ?? 0) - hours }))
		};
	})
};

const online: Change = {
	step: 'revision',
	changeClass: 'substantive',
	part: 'Mục 4, 5.5, 5.7',
	request: 'Triển khai dịch vụ công trực tuyến',
	describe: () =>
		'Bổ sung cách thức nộp hồ sơ trực tuyến qua Cổng Dịch vụ công; công chức kiểm tra hồ sơ điện tử và gửi giấy hẹn qua tài khoản của người nộp.',
	apply: onProcedure((body) => ({
		...body,
		definitions: [...body.definitions, { term: 'DVC', meaning: 'Dịch vụ công trực tuyến' }],
		service: body.service && {
			...body.service,
			channels: [...body.service.channels, 'Trực tuyến qua Cổng Dịch vụ công của tỉnh']
		},
		steps: withStep(body.steps, 0, (step) => ({
			...step,
			task: `${step.task} Hồ sơ nộp trực tuyến: kiểm tra, phản hồi và gửi giấy hẹn qua tài khoản của người nộp.`
		}))
	}))
};

const digitise: Change = {
	step: 'issue',
	changeClass: 'substantive',
	part: 'Mục 5.7, 7',
	request: 'Thực hiện số hóa hồ sơ, giấy tờ, kết quả giải quyết TTHC theo Nghị định số 107/2021/NĐ-CP',
	describe: () =>
		'Ban hành lại toàn bộ quy trình: bổ sung bước số hóa thành phần hồ sơ khi tiếp nhận, lưu kết quả bản điện tử, cập nhật căn cứ pháp lý.',
	apply: onProcedure((body) => {
		const from = longestStep(body.steps);
		const spare = body.steps[from]?.hours ?? 0;
		const hours = spare >= 8 ? 2 : 1;
		const shortened = withStep(body.steps, from, (step) => ({ ...step, hours: (step.hours ?? 0) - hours }));
		const scan: StepSpec = {
			task: 'Số hóa thành phần hồ sơ, ký số bản chụp và gắn vào hồ sơ điện tử trên hệ thống thông tin giải quyết TTHC của tỉnh.',
			by: 'Bộ phận TN&TKQ',
			hours,
			output: 'Hồ sơ điện tử'
		};
		return {
			...body,
			steps: [...shortened.slice(0, 1), scan, ...shortened.slice(1)],
			legalBasis: [
				...body.legalBasis,
				'Nghị định số 107/2021/NĐ-CP ngày 06/12/2021 của Chính phủ sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP'
			],
			records: [
				...body.records,
				{ name: 'Hồ sơ, kết quả bản điện tử', keptBy: 'Hệ thống thông tin giải quyết TTHC', keptFor: 'Theo hồ sơ giấy' }
			]
		};
	})
};

const wording: Change = {
	step: 'revision',
	changeClass: 'editorial',
	part: 'Mục 3, 6',
	request: 'Rà soát tài liệu hằng năm',
	describe: () => 'Chỉnh sửa lỗi trình bày, thống nhất tên gọi biểu mẫu; không thay đổi nội dung, thời gian, trách nhiệm.',
	apply: onProcedure((body) => ({
		...body,
		references: [...body.references, 'QT.ISO.04 Kiểm soát sự không phù hợp và hành động khắc phục']
	}))
};

const procedureChanges = { cut, online, digitise, wording } as const;
export type ProcedureChangeName = keyof typeof procedureChanges;

export function changesOfProcedure(names: readonly ProcedureChangeName[]): Change[] {
	return names.map((name) => procedureChanges[name]);
}

function onForm(change: (body: FormBody) => FormBody): (body: DocumentBody) => DocumentBody {
	return (body) => (body.type === 'form' ? change(body) : body);
}

function addFields(body: FormBody, labels: readonly string[]): FormBody {
	const at = body.blocks.findIndex((block) => block.type === 'fields');
	return {
		...body,
		blocks: body.blocks.map((block, index) =>
			index === at && block.type === 'fields' ? { ...block, labels: [...block.labels, ...labels] } : block
		)
	};
}

/** Forms change less often than procedures and in simpler ways. */
export function changesOfForm(forCitizens: boolean): Change[] {
	const base = { step: 'revision' as const, changeClass: 'substantive' as const };
	if (forCitizens)
		return [
			{
				...base,
				part: 'Phần thông tin người yêu cầu',
				request: 'Cập nhật quy định về căn cước',
				describe: () => 'Thay số chứng minh nhân dân bằng số định danh cá nhân; bổ sung số điện thoại, thư điện tử.',
				apply: onForm((body) => addFields(body, ['Số định danh cá nhân', 'Số điện thoại; thư điện tử']))
			},
			{
				...base,
				changeClass: 'editorial',
				part: 'Toàn bộ biểu mẫu',
				request: 'Rà soát tài liệu hằng năm',
				describe: () => 'Trình bày lại biểu mẫu theo Nghị định số 30/2020/NĐ-CP.',
				apply: (body) => body
			}
		];
	return [
		{
			...base,
			part: 'Phần thông tin chung',
			request: 'Kết luận đánh giá nội bộ',
			describe: () => 'Bổ sung mục “Mã hồ sơ” và “Người cập nhật” để truy xuất.',
			apply: onForm((body) => addFields(body, ['Mã hồ sơ', 'Người cập nhật']))
		}
	];
}

/** A change of running text: one paragraph added to a section, or another section. */
export function proseChange(
	request: string,
	description: string,
	edit: { readonly section: number; readonly paragraph: string } | { readonly newSection: Section },
	more: { readonly step?: NumberStep; readonly changeClass?: ChangeClass } = {}
): Change {
	return {
		step: more.step ?? 'revision',
		changeClass: more.changeClass ?? 'substantive',
		part: 'newSection' in edit ? edit.newSection.heading : `Mục ${edit.section + 1}`,
		request,
		describe: () => description,
		apply: (body) => (body.type === 'form' ? body : { ...body, sections: edited(body, edit) })
	};
}

function edited(
	body: ProseBody | ProcedureBody,
	edit: { readonly section: number; readonly paragraph: string } | { readonly newSection: Section }
): Section[] {
	if ('newSection' in edit) return [...body.sections, edit.newSection];
	return body.sections.map((section, index) =>
		index === edit.section ? { ...section, paragraphs: [...section.paragraphs, edit.paragraph] } : section
	);
}

/** For texts and tests: the limit of a body as block 5.4 prints it. */
export function printedLimit(body: ProcedureBody): string | null {
	return body.service && limitText(body.service.limitHours);
}
