import { addDays } from '#lib/domain/shared/day.ts';
import type { Scheduler } from './calendar.ts';
import type { Cast } from './cast.ts';
import type { ScenarioAct } from './scenario-types.ts';

/** The acts of one version, by how far it came. Days count from the day of loading. */
export const returnReasons = [
	'Mục 5.7: tổng thời gian các bước chưa bằng thời hạn giải quyết, đề nghị rà soát.',
	'Căn cứ pháp lý viện dẫn văn bản đã hết hiệu lực, đề nghị cập nhật.',
	'Chưa thống nhất tên biểu mẫu giữa mục 5.7 và mục 6.',
	'Bổ sung trách nhiệm của bộ phận phối hợp ở bước thẩm định.',
	'Đề nghị làm rõ thời hạn lưu hồ sơ tại mục 7.'
] as const;
export const cancelReason = 'Thủ tục hành chính được bãi bỏ theo quyết định công bố mới, không tiếp tục soạn thảo.';
export const withdrawReason = 'Bãi bỏ theo quyết định công bố thủ tục hành chính hết hiệu lực.';

export type Stage = {
	readonly cast: Cast;
	readonly unitCode: string;
	/** Adds small differences between documents; the same document always gets the same. */
	readonly chance: number;
	readonly schedule: Scheduler;
};

type RawAct = Omit<ScenarioAct, 'at'> & { readonly offset: number };

function scheduled(stage: Stage, acts: readonly RawAct[]): ScenarioAct[] {
	return acts.map(({ offset, ...act }) => ({ at: stage.schedule.at(stage.unitCode, offset), ...act }));
}

const reasonOf = (chance: number) => returnReasons[chance % returnReasons.length] ?? returnReasons[0];

function create(stage: Stage, offset: number): RawAct {
	return { offset, event: 'create', by: stage.cast.author };
}

function submit(stage: Stage, offset: number): RawAct {
	return { offset, event: 'submit', by: stage.cast.author, reviewer: stage.cast.reviewer };
}

function pass(stage: Stage, offset: number): RawAct {
	return { offset, event: 'pass', by: stage.cast.reviewer, ...alone(stage) };
}

function approve(stage: Stage, offset: number): RawAct {
	return { offset, event: 'approve', by: stage.cast.approver, ...alone(stage) };
}

function alone(stage: Stage): { underException?: true } {
	return stage.cast.alone ? { underException: true } : {};
}

/** Returned once, put right and submitted again: about every seventh version. */
function detour(stage: Stage, submittedAt: number): RawAct[] {
	if (stage.chance % 7 !== 3) return [];
	return [
		{ offset: submittedAt + 2, event: 'return', by: stage.cast.reviewer, comment: reasonOf(stage.chance >>> 4) },
		{ offset: submittedAt + 4, event: 'edit', by: stage.cast.author },
		submit(stage, submittedAt + 5)
	];
}

/** Ready for the batch of day `issueDay`: approved three to five days before. */
export function approvedFor(stage: Stage, issueDay: number): ScenarioAct[] {
	const { chance } = stage;
	const submittedAt = issueDay - 16 - (chance % 4);
	return scheduled(stage, [
		create(stage, issueDay - 26 - (chance % 5)),
		submit(stage, submittedAt),
		...detour(stage, submittedAt),
		pass(stage, issueDay - 8 - ((chance >>> 3) % 3)),
		approve(stage, issueDay - 3 - ((chance >>> 5) % 3))
	]);
}

/** Versions that are open on the day of loading, each with its last act some days ago. */
export const openHistories = {
	draft: (stage: Stage) => scheduled(stage, [create(stage, -2 - (stage.chance % 12))]),
	in_review: (stage: Stage) => scheduled(stage, [create(stage, -14 - (stage.chance % 6)), submit(stage, -1 - (stage.chance % 6))]),
	in_approval: (stage: Stage) => scheduled(stage, [create(stage, -22), submit(stage, -12), pass(stage, -1 - (stage.chance % 5))]),
	approved: (stage: Stage) =>
		scheduled(stage, [create(stage, -25), submit(stage, -17), pass(stage, -9), approve(stage, -2 - (stage.chance % 3))]),
	returned_by_reviewer: (stage: Stage) =>
		scheduled(stage, [
			create(stage, -16),
			submit(stage, -8),
			{ offset: -1 - (stage.chance % 5), event: 'return', by: stage.cast.reviewer, comment: reasonOf(stage.chance) }
		]),
	returned_by_head: (stage: Stage) =>
		scheduled(stage, [
			create(stage, -22),
			submit(stage, -15),
			pass(stage, -9),
			{ offset: -1 - (stage.chance % 4), event: 'return', by: stage.cast.head, comment: reasonOf(stage.chance >>> 2) }
		]),
	returned_after_approval: (stage: Stage) =>
		scheduled(stage, [
			create(stage, -28),
			submit(stage, -20),
			pass(stage, -13),
			approve(stage, -7),
			{
				offset: -2,
				event: 'return',
				by: stage.cast.officer,
				comment: 'Phát hiện sai số hiệu văn bản viện dẫn trước khi ban hành; đề nghị sửa và trình lại.'
			}
		]),
	cancelled: (stage: Stage) =>
		scheduled(stage, [
			create(stage, -44),
			submit(stage, -38),
			{ offset: -33, event: 'cancel', by: stage.cast.officer, comment: cancelReason }
		])
} as const;

/** A withdrawal by itself, signed by the head, applying five days later. */
export function withdrawal(stage: Stage): ScenarioAct {
	const at = stage.schedule.at(stage.unitCode, -15 - (stage.chance % 40));
	return { at, event: 'withdraw', by: stage.cast.head, comment: withdrawReason, from: addDays(at.day, 5) };
}
