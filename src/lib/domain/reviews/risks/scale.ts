export const riskKinds = ['risk', 'opportunity'] as const;
export type RiskKind = (typeof riskKinds)[number];

export const levelTones = ['ok', 'wait', 'stop'] as const;
export type LevelTone = (typeof levelTones)[number];
/** What the colours are called where a scale is typed, in both languages. */
export const toneNames: Readonly<Record<LevelTone, { readonly vi: string; readonly en: string }>> = {
	ok: { vi: 'xanh', en: 'green' },
	wait: { vi: 'vàng', en: 'amber' },
	stop: { vi: 'đỏ', en: 'red' }
};

/** A step of likelihood or impact: its value, its name and what it means. */
export type ScaleStep = { readonly value: number; readonly name: string; readonly meaning: string };
/** A level holds from this score on, up to the next one. */
export type ScaleLevel = { readonly from: number; readonly name: string; readonly tone: LevelTone };
export type RiskScale = {
	/** 0: the one that eISO brings. */
	readonly number: number;
	readonly likelihood: readonly ScaleStep[];
	readonly impact: readonly ScaleStep[];
	readonly levels: readonly ScaleLevel[];
};

/** The scale that holds until a unit sets its own: data that the unit edits, in the words of its papers (domain.md §3.3). */
export const defaultScale: RiskScale = {
	number: 0,
	likelihood: [
		{ value: 1, name: 'Hiếm khi', meaning: 'Không quá một lần trong 5 năm' },
		{ value: 2, name: 'Ít khi', meaning: 'Khoảng một lần trong năm' },
		{ value: 3, name: 'Thỉnh thoảng', meaning: 'Vài lần trong năm' },
		{ value: 4, name: 'Thường xuyên', meaning: 'Hằng tháng' },
		{ value: 5, name: 'Rất thường xuyên', meaning: 'Hằng tuần trở lên' }
	],
	impact: [
		{ value: 1, name: 'Không đáng kể', meaning: 'Không ảnh hưởng đến người dân, doanh nghiệp' },
		{ value: 2, name: 'Nhỏ', meaning: 'Phải làm lại, vẫn đúng hạn' },
		{ value: 3, name: 'Vừa', meaning: 'Trễ hạn hoặc có phản ánh' },
		{ value: 4, name: 'Lớn', meaning: 'Có khiếu nại, phải xin lỗi bằng văn bản' },
		{ value: 5, name: 'Rất lớn', meaning: 'Sai quy định pháp luật, thiệt hại phải bồi thường' }
	],
	levels: [
		{ from: 1, name: 'Thấp', tone: 'ok' },
		{ from: 5, name: 'Trung bình', tone: 'wait' },
		{ from: 12, name: 'Cao', tone: 'stop' }
	]
};

/** The level of a score; the highest one that begins at or below it. */
export function levelOf(scale: Pick<RiskScale, 'levels'>, score: number): ScaleLevel {
	const found = scale.levels.filter(({ from }) => from <= score).at(-1) ?? scale.levels[0];
	if (!found) throw new Error('a scale has levels');
	return found;
}

export function hasStep(steps: readonly ScaleStep[], value: number): boolean {
	return steps.some((step) => step.value === value);
}

/** What is wrong with a scale, by field; empty: nothing. Steps count 1, 2, 3 …; levels begin at 1 and rise. */
export function scaleFaults(scale: Pick<RiskScale, 'likelihood' | 'impact' | 'levels'>): Record<string, string> {
	const faults: Record<string, string> = {};
	for (const field of ['likelihood', 'impact'] as const) {
		const steps = scale[field];
		if (steps.length < 2 || steps.length > 10) faults[field] = 'scale_steps';
		else if (steps.some((step, at) => step.value !== at + 1 || step.name === '')) faults[field] = 'scale_steps';
	}
	const rising = scale.levels.every((level, at) => at === 0 || level.from > (scale.levels[at - 1]?.from ?? 0));
	if (
		scale.levels.length < 2 ||
		scale.levels.length > 6 ||
		scale.levels[0]?.from !== 1 ||
		!rising ||
		scale.levels.some(({ name }) => name === '')
	)
		faults.levels = 'scale_levels';
	return faults;
}
