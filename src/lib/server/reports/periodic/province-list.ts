import type { WaveSum } from '#lib/domain/reports/attached.ts';
import { currentPeriod, reportKinds, type ReportPeriod, type ReportState } from '#lib/domain/reports/periodic.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { shownFigures, type FigureBlock } from './pages.ts';
import { provinceFacts, provinceSums, type KindCounts, type ProvinceFacts, type UnitReport } from './province.ts';
import { reportName } from './words.ts';

export type ProvinceReports = {
	readonly period: ReportPeriod;
	readonly name: string;
	readonly periods: readonly { readonly value: string; readonly name: string }[];
	readonly counts: ProvinceFacts['counts'];
	readonly byKind: readonly KindCounts[];
	readonly waves: readonly WaveSum[];
	readonly blocks: readonly FigureBlock[];
	/** Those of the page, late ones first. */
	readonly units: readonly UnitReport[];
	readonly list: { readonly page: number; readonly pageSize: number; readonly total: number };
	/** All units that report, whatever is filtered. */
	readonly total: number;
	readonly kinds: readonly string[];
	/** What units stand under: the province, a department, a district. */
	readonly parents: readonly string[];
	readonly query: ReportQuery;
	readonly own: { readonly id: string; readonly state: ReportState } | null;
	readonly rule: { readonly halfYearDue: string; readonly yearDue: string; readonly soonDays: number; readonly rowVersion: number };
	readonly may: { readonly consolidate: boolean; readonly rule: boolean };
};

export type ReportQuery = {
	readonly q: string;
	readonly kind: string;
	readonly state: string;
	/** The unit that units stand under, by its name. */
	readonly parent: string;
	readonly page: number;
};

export const reportPageSize = 50;

export function reportQuery(params: URLSearchParams): ReportQuery {
	const given = (name: string) => params.get(name)?.trim().slice(0, 200) ?? '';
	const page = Number(params.get('page'));
	const at = Number.isSafeInteger(page) && page > 0 ? page : 1;
	return { q: given('q'), kind: given('kind'), state: given('state'), parent: given('parent'), page: at };
}

/** Late ones first, then those that lack, then by name as they come. */
function urgency({ asSent, lateDays, state }: UnitReport): number {
	if (!asSent && lateDays > 0) return -lateDays;
	return state === 'none' ? 1 : state === 'draft' ? 2 : state === 'sent' ? 3 : 4;
}

/**
 * The period over the province: which units have reported, late first and a page of them at a time, the sums and the counts by kind. Five statements
 * whatever the number of units. A page beyond the last one is the last one. @throws Forbidden
 */
export async function provinceReports(
	ctx: Ctx,
	asked: ReportPeriod | null,
	query: ReportQuery,
	pageSize = reportPageSize
): Promise<ProvinceReports> {
	authorize(ctx, 'report.read_province');
	const period = asked ?? currentPeriod(today(ctx));
	const facts = await provinceFacts(ctx, period, { scores: false });
	const words = fold(query.q).split(/\s+/).filter(Boolean);
	const fits = (unit: UnitReport) =>
		words.every((word) => fold(`${unit.code} ${unit.name}`).includes(word)) &&
		(query.kind === '' || unit.kindName === query.kind) &&
		(query.parent === '' || unit.parentName === query.parent) &&
		(query.state === '' || (query.state === 'late' ? !unit.asSent && unit.lateDays > 0 : unit.state === query.state));
	const found = facts.units.filter(fits).toSorted((one, other) => urgency(one) - urgency(other));
	const page = Math.min(query.page, Math.max(1, Math.ceil(found.length / pageSize)));
	const thisYear = Number(today(ctx).slice(0, 4));
	const periods = [thisYear, thisYear - 1, thisYear - 2].flatMap((year) =>
		[...reportKinds].reverse().map((kind) => ({ value: `${year}-${kind}`, name: reportName({ kind, year }, ctx.locale) }))
	);
	return {
		period,
		name: reportName(period, ctx.locale),
		periods,
		counts: facts.counts,
		byKind: facts.byKind,
		waves: facts.waves,
		blocks: shownFigures(ctx, provinceSums(facts.units), true),
		units: found.slice((page - 1) * pageSize, page * pageSize),
		list: { page, pageSize, total: found.length },
		total: facts.units.length,
		kinds: facts.byKind.map(({ kind }) => kind),
		parents: [...new Set(facts.units.map(({ parentName }) => parentName))]
			.filter(Boolean)
			.toSorted((one, other) => one.localeCompare(other, 'vi')),
		query,
		own: facts.own,
		rule: facts.rule,
		may: { consolidate: decide(ctx.actor, 'report.consolidate', {}).allowed, rule: decide(ctx.actor, 'report.rule', {}).allowed }
	};
}
