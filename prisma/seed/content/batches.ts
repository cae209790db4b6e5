import { addDays, daysBetween, type Day } from '#lib/domain/shared/day.ts';
import type { Scheduler } from './calendar.ts';
import { hashOf } from './names.ts';
import type { Moment, ScenarioBatch } from './scenario-types.ts';
import type { UnitPlan } from './unit-plans.ts';
import type { UnitProfile } from './units.ts';

/** The issue batches of one unit. Versions are added while the documents are made. */
export type BatchSlot = {
	readonly key: string;
	readonly day: number;
	/** Days from issue to effect. */
	readonly lag: number;
	readonly note: string;
	readonly state: ScenarioBatch['state'];
	readonly versionKeys: string[];
	readonly withdrawDocumentKeys: string[];
};

export type UnitBatches = {
	readonly main: readonly BatchSlot[];
	/** January of this year and of last year: objectives and plans. */
	readonly yearly: Readonly<Record<'thisYear' | 'lastYear', BatchSlot>>;
	/** Issued days ago, applying today. */
	readonly fresh: BatchSlot;
	/** Issued, not yet applying. */
	readonly upcoming: BatchSlot;
	/** Being prepared: approved versions wait in it. */
	readonly prepared: BatchSlot;
	/** Issued and taken back before it applied. */
	readonly revoked: BatchSlot;
};

/** The year of the yearly documents: the new year counts once its January is well past. */
export function workingYear(today: Day): number {
	return Number(addDays(today, -45).slice(0, 4));
}

const lags = [7, 5, 10, 3, 15] as const;
const notes = [
	'Ban hành hệ thống tài liệu theo TCVN ISO 9001:2015',
	'Ban hành, sửa đổi tài liệu sau đánh giá nội bộ',
	'Sửa đổi quy trình theo quyết định công bố thủ tục hành chính',
	'Sửa đổi, bổ sung tài liệu sau xem xét của lãnh đạo',
	'Ban hành lại tài liệu áp dụng hệ thống ISO điện tử'
] as const;

export function batchesOf(plan: UnitPlan, today: Day): UnitBatches {
	const chance = hashOf(plan.unitCode);
	const slot = (name: string, day: number, lag: number, note: string, state: BatchSlot['state'] = 'issued'): BatchSlot => ({
		key: `${plan.unitCode}/${name}`,
		day,
		lag,
		note,
		state,
		versionKeys: [],
		withdrawDocumentKeys: []
	});
	const year = workingYear(today);
	const january = (of: number, day: number) => -daysBetween(`${of}-01-${String(day).padStart(2, '0')}`, today);
	return {
		main: plan.batchDays.map((day, index) =>
			slot(`${index + 1}`, day, lags[index % lags.length] ?? 7, notes[index % notes.length] ?? notes[0])
		),
		yearly: {
			thisYear: slot(`${year}`, january(year, 9), 5, `Ban hành mục tiêu chất lượng, kế hoạch năm ${year}`),
			lastYear: slot(`${year - 1}`, january(year - 1, 11), 5, `Ban hành mục tiêu chất lượng, kế hoạch năm ${year - 1}`)
		},
		fresh: slot('mới', -4, 4, 'Sửa đổi tài liệu theo kết luận kiểm tra'),
		upcoming: slot('sắp tới', -2 - (chance % 2), 9 + (chance % 9), 'Ban hành tài liệu áp dụng từ đầu kỳ tới'),
		prepared: slot('đang chuẩn bị', -1, 0, 'Chờ số quyết định', 'draft'),
		revoked: slot('thu hồi', -21, 41, 'Ban hành quy chế, hướng dẫn sửa đổi', 'revoked')
	};
}

/** Decisions are numbered through the year, so the number grows with the day. */
function decisionNumber(unit: UnitProfile, day: Day): string {
	const dayOfYear = daysBetween(`${day.slice(0, 4)}-01-01`, day) + 1;
	return `${Math.floor(dayOfYear * (unit.staffSize >= 16 ? 2.3 : 1.1)) + 4}/${unit.decisionSuffix}`;
}

export function finishBatch(slot: BatchSlot, unit: UnitProfile, schedule: Scheduler): ScenarioBatch {
	const at = schedule.at(unit.code, slot.day, 2);
	const head = `${unit.code}/head`;
	const isDraft = slot.state === 'draft';
	const revoke: { at: Moment; by: string; reason: string } | null =
		slot.state === 'revoked'
			? {
					at: schedule.at(unit.code, slot.day + 9, 2),
					by: head,
					reason: 'Lùi thời điểm áp dụng để chờ quy định mới về chế độ chi tiêu; sẽ ban hành lại.'
				}
			: null;
	return {
		key: slot.key,
		unitCode: unit.code,
		state: slot.state,
		decisionNumber: isDraft ? null : decisionNumber(unit, at.day),
		decisionDate: isDraft ? null : at.day,
		effectiveOn: isDraft ? null : addDays(at.day, slot.lag),
		at,
		by: slot.withdrawDocumentKeys.length > 0 ? head : `${unit.code}/officer`,
		note: slot.note,
		versionKeys: slot.versionKeys,
		withdrawDocumentKeys: slot.withdrawDocumentKeys,
		revoke
	};
}
