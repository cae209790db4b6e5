/**
 * What the team's answers of an inspection are worth (design.md §7): met counts the weight of its question, partly half of it, not met nothing;
 * not applicable leaves the maximum. A team may give other points within the weight, with a remark.
 */
export const inspectionResults = ['unanswered', 'met', 'partly', 'not_met', 'not_applicable'] as const;
export type InspectionResult = (typeof inspectionResults)[number];

/** What a unit says of itself; `none_yet` is "chưa có": the question is answered, by nothing to show. */
export const selfResults = ['unanswered', 'met', 'partly', 'not_met', 'not_applicable', 'none_yet'] as const;
export type SelfResult = (typeof selfResults)[number];

/** Points by the rule; null where there are none to give. Halves exist. */
export function pointsFor(result: InspectionResult, weight: number): number | null {
	switch (result) {
		case 'met':
			return weight;
		case 'partly':
			return weight / 2;
		case 'not_met':
			return 0;
		case 'unanswered':
		case 'not_applicable':
			return null;
	}
}

export type TeamAnswer = {
	readonly result: InspectionResult;
	/** Null: by the rule. */
	readonly points: number | null;
	readonly evidence: string;
	readonly remark: string;
};

/**
 * What is wrong with a team's answer (states.md I5), by field: evidence or a remark for anything but met, a remark for other points than the
 * rule gives, points within the weight in halves. Empty: nothing.
 */
export function wrongTeamAnswer(answer: TeamAnswer, weight: number): Record<string, string> {
	const fields: Record<string, string> = {};
	const { result, points } = answer;
	const rule = pointsFor(result, weight);
	const remark = answer.remark.trim();
	const shown = remark !== '' || answer.evidence.trim() !== '';
	if (result !== 'met' && result !== 'unanswered' && !shown) fields.remark = 'evidence_or_remark';
	if (points !== null) {
		if (rule === null || points < 0 || points > weight || !Number.isInteger(points * 2)) fields.points = 'points_within_weight';
		else if (points !== rule && remark === '') fields.remark = 'remark_for_points';
	}
	return fields;
}

export type Scored = { readonly result: InspectionResult; readonly points: number | null; readonly weight: number };

export type Score = {
	readonly points: number;
	/** Sum of the weights of what applies. */
	readonly maxPoints: number;
	readonly counts: Readonly<Record<InspectionResult, number>>;
};

/** The score of an inspection. What is unanswered counts in the maximum, with nothing. */
export function scoreOf(answers: readonly Scored[]): Score {
	const counts = { unanswered: 0, met: 0, partly: 0, not_met: 0, not_applicable: 0 };
	let points = 0;
	let maxPoints = 0;
	for (const answer of answers) {
		counts[answer.result] += 1;
		if (answer.result === 'not_applicable') continue;
		maxPoints += answer.weight;
		points += answer.points ?? pointsFor(answer.result, answer.weight) ?? 0;
	}
	return { points, maxPoints, counts };
}

/** Share of the maximum in whole per cent, rounded down so that 100 means all of it; null when nothing applied. */
export function percentOf(points: number, maxPoints: number): number | null {
	return maxPoints === 0 ? null : Math.floor((points / maxPoints) * 100);
}
