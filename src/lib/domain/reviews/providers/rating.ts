export const providerOutcomes = ['approved', 'conditional', 'rejected'] as const;
export type ProviderOutcome = (typeof providerOutcomes)[number];
/** What a register shows: the outcome of the last rating, or that there is none. */
export type ProviderStanding = ProviderOutcome | 'unrated' | 'ended';

/** A criterion and its share of 100. */
export type Criterion = { readonly name: string; readonly weight: number };
export type Score = Criterion & { readonly points: number; readonly remark: string };

export const mostPoints = 5;

/** The criteria that a new provider begins with: data that the unit edits. */
export const defaultCriteria: readonly Criterion[] = [
	{ name: 'Chất lượng sản phẩm, dịch vụ', weight: 40 },
	{ name: 'Đúng thời hạn', weight: 25 },
	{ name: 'Hỗ trợ, khắc phục sự cố', weight: 20 },
	{ name: 'Giá và chi phí', weight: 15 }
];

/** Of 100, to two places: each criterion's share of its points. */
export function totalOf(scores: readonly Pick<Score, 'weight' | 'points'>[]): number {
	const sum = scores.reduce((total, { weight, points }) => total + (weight * points) / mostPoints, 0);
	return Math.round(sum * 100) / 100;
}

/** What a total proposes; who rates may decide otherwise and says why. */
export function proposedOutcome(total: number): ProviderOutcome {
	if (total >= 70) return 'approved';
	return total >= 50 ? 'conditional' : 'rejected';
}

export function weightsFit(criteria: readonly Criterion[]): boolean {
	return criteria.length > 0 && criteria.reduce((sum, { weight }) => sum + weight, 0) === 100 && criteria.every(({ weight }) => weight > 0);
}
