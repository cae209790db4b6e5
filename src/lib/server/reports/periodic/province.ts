import { readAttached, waveSums, type ReportWave, type WaveSum } from '#lib/domain/reports/attached.ts';
import { readFacts, standings, standingsOf, sumOf, type ReportFacts, type Standing } from '#lib/domain/reports/figures.ts';
import { daysLate, dueDay, reportDays, type ReportPeriod, type ReportRule, type ReportState } from '#lib/domain/reports/periodic.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { reportFacts } from './facts.ts';
import { reportRule } from './rule.ts';

/** Where a unit's report of a period is: not begun, being written, sent, received, or late without being sent. */
export type UnitReport = {
	readonly unitId: string;
	readonly code: string;
	readonly name: string;
	readonly kindCode: string;
	readonly kindName: string;
	readonly parentName: string;
	/** A report is asked of it; who came after the period may send one and is not late. */
	readonly asked: boolean;
	readonly reportId: string | null;
	readonly state: ReportState | 'none';
	readonly sentOn: Day | null;
	readonly dueOn: Day;
	/** Of what was sent: by how many days; of what was not: until today. */
	readonly lateDays: number;
	/** As sent; as eISO has it now where nothing was sent. */
	readonly facts: ReportFacts;
	readonly asSent: boolean;
	readonly waves: readonly ReportWave[];
};

export type KindCounts = { readonly kind: string; readonly units: number } & Readonly<Record<Standing, number>>;

export type ProvinceFacts = {
	/** The Department's own report of the period. */
	readonly own: { readonly id: string; readonly state: ReportState } | null;
	readonly rule: ReportRule & { readonly rowVersion: number };
	readonly units: readonly UnitReport[];
	readonly byKind: readonly KindCounts[];
	/** The waves of the roll-out over these units. */
	readonly waves: readonly WaveSum[];
	/** Of those that may still come; what a unit that ended gave up is in none. */
	readonly counts: Readonly<Record<Exclude<ReportState, 'cancelled'> | 'none' | 'late', number>>;
};

type IssueRow = {
	unitId: string | null;
	reportId: string;
	state: ReportState;
	dueOn: Date;
	facts: unknown;
	sentAt: Date | null;
	lateDays: number | null;
};

/**
 * Every unit that reports with its figures: those that it sent, frozen, and where it sent none those of eISO. Five statements whatever the number of
 * units, and those of the scores, which a page of sums can do without. No question of rights.
 */
export async function provinceFacts(ctx: Ctx, period: ReportPeriod, { scores = true } = {}): Promise<ProvinceFacts> {
	const rows = await ctx.db.$queryRaw<IssueRow[]>`
		select r.unit_id as "unitId", r.id as "reportId", r.state, r.due_on as "dueOn", i.facts, i.sent_at as "sentAt", i.late_days as "lateDays"
		from periodic_report r
		left join lateral (select * from periodic_report_issue i where i.report_id = r.id and i.returned_on is null order by i.round desc limit 1) i on true
		where r.kind = ${period.kind}::report_kind and r.year = ${period.year}::int`;
	const rule = await reportRule(ctx);
	const usualDue = dueDay(rule, period.kind, period.year);
	const reports = new Map(rows.flatMap((row) => (row.unitId === null ? [] : [[row.unitId, row] as const])));
	// A unit that joined the roll-out after the period may report on it too: what it sent is seen, answered and counted.
	const live = await reportFacts(ctx, {
		...reportDays(period.kind, period.year),
		unitId: null,
		besides: rows.flatMap(({ unitId, state }) => (state === 'cancelled' ? [] : (unitId ?? []))),
		scores
	});
	const own = rows.find(({ unitId }) => unitId === null);
	const units = live.map(({ facts, waves, ended, score: _score, ...unit }): UnitReport => {
		const report = reports.get(unit.unitId);
		// What a unit that has ended never began is given up as what it was writing.
		const state = report?.state ?? (ended ? 'cancelled' : 'none');
		const dueOn = report ? fromDbDate(report.dueOn) : usualDue;
		const sent = report?.sentAt ?? null;
		return {
			...unit,
			reportId: report?.reportId ?? null,
			state,
			sentOn: sent ? sentDay(sent) : null,
			dueOn,
			lateDays: sent ? (report?.lateDays ?? 0) : unit.asked && state !== 'cancelled' ? daysLate(dueOn, today(ctx)) : 0,
			facts: sent ? readFacts(report?.facts) : facts,
			asSent: sent !== null,
			// What was sent before the roll-out stood in reports says nothing of it.
			waves: sent && hasWaves(report?.facts) ? readAttached(report?.facts).waves : waves
		};
	});
	return {
		units,
		byKind: kindsOf(units),
		waves: waveSums(units),
		counts: countsOf(units),
		own: own ? { id: own.reportId, state: own.state } : null,
		rule
	};
}

function hasWaves(facts: unknown): boolean {
	return typeof facts === 'object' && facts !== null && 'waves' in facts;
}

function sentDay(at: Date): Day {
	return fromDbDate(new Date(at.getTime() + 7 * 3_600_000));
}

function countsOf(units: readonly UnitReport[]): ProvinceFacts['counts'] {
	const count = (state: UnitReport['state']) => units.filter((unit) => unit.state === state).length;
	return {
		none: count('none'),
		draft: count('draft'),
		sent: count('sent'),
		received: count('received'),
		late: units.filter(({ asSent, lateDays }) => !asSent && lateDays > 0).length
	};
}

/** Báo cáo tổng hợp (domain.md §1.6): by kind of unit how many are obliged, built, announced, inspected, kept alive. */
function kindsOf(units: readonly UnitReport[]): KindCounts[] {
	return [...Map.groupBy(units, ({ kindName }) => kindName)].map(([kind, own]) => {
		const all = own.map(({ facts }) => standingsOf(facts));
		const counts = Object.fromEntries(standings.map((one) => [one, all.filter((each) => each[one]).length]));
		return { kind, units: own.length, ...(counts as Record<Standing, number>) };
	});
}

/** The sums of the province. */
export function provinceSums(units: readonly UnitReport[]): ReportFacts {
	return sumOf(units.map(({ facts }) => facts));
}
