import { addMonths, type Day } from '#lib/domain/shared/day.ts';
import { compareClauses } from './clauses.ts';

/** What is known of an area when a programme is proposed. */
export type AreaHistory = {
	readonly areaId: string;
	readonly risk: 'low' | 'medium' | 'high';
	/** The clauses that apply to it, by section. */
	readonly clauses: readonly string[];
	/** The last day of an internal audit that was carried out; null: never. */
	readonly lastAuditOn: Day | null;
	/** Nonconformities of internal audits about it in the 24 months before. What an inspection finds is about the unit and names no area. */
	readonly majors: number;
	readonly minors: number;
	/** Sections that those findings were about. */
	readonly foundIn: readonly string[];
	/** Corrective actions of the area that are late today. */
	readonly lateActions: number;
};

/** Why an area is proposed for this month; the numbers are shown with the words. */
export type ProposalReason =
	| { readonly code: 'risk_high' | 'risk_medium' | 'risk_low' | 'never_audited' | 'major_finding' | 'second' | 'one_time_left' }
	| { readonly code: 'audited_long_ago' | 'audited_on'; readonly day: Day }
	| { readonly code: 'many_findings' | 'late_actions'; readonly count: number };

export type ProposedLine = {
	readonly areaId: string;
	readonly month: number;
	readonly clauses: readonly string[];
	readonly reasons: readonly ProposalReason[];
};

export type ProposalInput = {
	readonly year: number;
	readonly areas: readonly AreaHistory[];
	/** The first month that can still be planned: 1, or the one after today in the year that runs. */
	readonly fromMonth: number;
	/** Months in which somebody from outside comes: avoided where others are left. */
	readonly takenMonths: readonly number[];
};

/** December is for the review and the programme of the next year. */
const lastMonth = 11;
const manyFindings = 3;
const manyLateActions = 2;
/** Two audits of one area lie this far apart, where the year allows. */
const monthsBetween = 6;
const leastBetween = 4;

/**
 * A programme from risk, age of the last audit and past findings. Every area is audited once. Twice: high risk, a major finding, three findings
 * or more, or two late actions or more. Early in the year: never audited, or more than 12 months before it begins. The rest is spread over the
 * year, the heavier first. A second audit looks at the sections in which something was found, else at all.
 */
export function proposeProgramme({ year, areas, fromMonth, takenMonths }: ProposalInput): ProposedLine[] {
	const months = monthsFor(fromMonth, takenMonths);
	const weighed = areas
		.filter((area) => area.clauses.length > 0)
		.map((area) => ({ area, ...weigh(area, year) }))
		.sort((a, b) => b.weight - a.weight);
	const early = weighed.filter((one) => one.early);
	const later = weighed.filter((one) => !one.early);
	// Two a month at most: a unit that audits for the first time is not asked for everything in a quarter.
	const earlyMonths = Math.min(months.length, Math.max(1, Math.ceil(months.length / 3), Math.ceil(early.length / 2)));
	const lines = [
		...spread(early, months.slice(0, earlyMonths)),
		...spread(later, months.length > earlyMonths ? months.slice(earlyMonths) : months)
	].flatMap(({ one, month }) => linesOf(one, month, months));
	return lines.sort((a, b) => a.month - b.month);
}

function monthsFor(fromMonth: number, taken: readonly number[]): number[] {
	const all = Array.from({ length: 12 }, (_, index) => index + 1).filter((month) => month >= fromMonth && month <= lastMonth);
	const free = all.filter((month) => !taken.includes(month));
	if (free.length > 0) return free;
	return all.length > 0 ? all : [12];
}

type Weighed = { area: AreaHistory; weight: number; early: boolean; twice: boolean; reasons: ProposalReason[] };

function weigh(area: AreaHistory, year: number): Omit<Weighed, 'area'> {
	const findings = area.majors + area.minors;
	const isOld = area.lastAuditOn !== null && area.lastAuditOn < addMonths(`${year}-01-01`, -12);
	const reasons: ProposalReason[] = [{ code: `risk_${area.risk}` }];
	if (area.lastAuditOn === null) reasons.push({ code: 'never_audited' });
	else reasons.push({ code: isOld ? 'audited_long_ago' : 'audited_on', day: area.lastAuditOn });
	if (area.majors > 0) reasons.push({ code: 'major_finding' });
	if (findings >= manyFindings) reasons.push({ code: 'many_findings', count: findings });
	if (area.lateActions > 0) reasons.push({ code: 'late_actions', count: area.lateActions });
	const early = area.lastAuditOn === null || isOld;
	return {
		weight: { low: 0, medium: 2, high: 4 }[area.risk] + (early ? 3 : 0) + area.majors * 2 + Math.min(area.minors, 3) + area.lateActions,
		early,
		twice: area.risk === 'high' || area.majors > 0 || findings >= manyFindings || area.lateActions >= manyLateActions,
		reasons
	};
}

/** Evenly over the months, in order. */
function spread(list: readonly Weighed[], months: readonly number[]): { one: Weighed; month: number }[] {
	return list.map((one, index) => ({ one, month: months[Math.floor((index * months.length) / list.length)] ?? 12 }));
}

function linesOf(one: Weighed, month: number, months: readonly number[]): ProposedLine[] {
	const { area, reasons, twice } = one;
	const clauses = [...area.clauses].sort(compareClauses);
	const again = twice ? secondMonth(month, months) : null;
	// Whoever may come only once this year still reads why it should have been twice.
	const first: ProposedLine = {
		areaId: area.areaId,
		month: again !== null && again < month ? again : month,
		clauses,
		reasons: twice && again === null ? [...reasons, { code: 'one_time_left' }] : reasons
	};
	if (again === null) return [first];
	const found = clauses.filter((clause) => area.foundIn.includes(clause));
	return [
		first,
		{
			areaId: area.areaId,
			month: Math.max(month, again),
			clauses: found.length > 0 ? found : clauses,
			reasons: [...reasons, { code: 'second' }]
		}
	];
}

/** Half a year on, or before when the year is over by then; null when no month is far enough. */
function secondMonth(month: number, months: readonly number[]): number | null {
	const far = months.filter((other) => Math.abs(other - month) >= leastBetween);
	const distance = (other: number) => Math.abs(Math.abs(other - month) - monthsBetween);
	return far.toSorted((a, b) => distance(a) - distance(b) || b - a)[0] ?? null;
}
