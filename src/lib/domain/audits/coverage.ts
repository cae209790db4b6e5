import type { Day } from '#lib/domain/shared/day.ts';
import { sectionOf } from './clauses.ts';

/** `covered`: a line of the year audits it; `gap`: it applies and no line does. */
export type CoverageState = 'covered' | 'gap' | 'not_applicable';

export type CoverageCell = {
	readonly areaId: string;
	readonly state: CoverageState;
	/** Months of the lines that cover it. */
	readonly months: readonly number[];
	/** When it was last audited, in whatever year. */
	readonly lastOn: Day | null;
	/** Of a gap; empty: none was given. */
	readonly reason: string;
};

export type CoverageRow = {
	readonly clause: string;
	readonly cells: readonly CoverageCell[];
	/** Applies to no area of the unit: a gap of the whole unit, with its reason. */
	readonly unclaimed: { readonly reason: string } | null;
};

export type GapKey = { readonly areaId: string | null; readonly clause: string };

export type CoverageInput = {
	/** Sections of the edition, in order. */
	readonly clauses: readonly string[];
	readonly areas: readonly { readonly id: string; readonly clauses: readonly string[] }[];
	readonly lines: readonly { readonly areaId: string; readonly month: number; readonly clauses: readonly string[] }[];
	readonly gaps: readonly (GapKey & { readonly reason: string })[];
	readonly lastAudits: readonly { readonly areaId: string; readonly clause: string; readonly day: Day }[];
};

export type Coverage = {
	readonly rows: readonly CoverageRow[];
	/** Gaps, those without a reason among them. */
	readonly gaps: readonly (GapKey & { readonly reason: string })[];
	readonly unexplained: readonly GapKey[];
};

/** Which clause of which area the year covers, and what it leaves out. */
export function coverageOf({ clauses, areas, lines, gaps, lastAudits }: CoverageInput): Coverage {
	const reasons = new Map(gaps.map((gap) => [gapName(gap), gap.reason]));
	const reasonOf = (key: GapKey) => reasons.get(gapName(key)) ?? '';
	const last = new Map<string, Day>();
	for (const { areaId, clause, day } of lastAudits) {
		const name = gapName({ areaId, clause: sectionOf(clause) });
		if (day > (last.get(name) ?? '')) last.set(name, day);
	}
	const rows = clauses.map((clause): CoverageRow => {
		const cells = areas.map((area): CoverageCell => {
			const key = { areaId: area.id, clause };
			const months = lines.filter((line) => line.areaId === area.id && line.clauses.includes(clause)).map((line) => line.month);
			const applies = area.clauses.includes(clause);
			const state = months.length > 0 ? 'covered' : applies ? 'gap' : 'not_applicable';
			return {
				areaId: area.id,
				state,
				months: [...new Set(months)].sort((a, b) => a - b),
				lastOn: last.get(gapName(key)) ?? null,
				reason: state === 'gap' ? reasonOf(key) : ''
			};
		});
		const unclaimed = cells.every((cell) => cell.state === 'not_applicable') ? { reason: reasonOf({ areaId: null, clause }) } : null;
		return { clause, cells, unclaimed };
	});
	const open = rows.flatMap(({ clause, cells, unclaimed }) => [
		...(unclaimed ? [{ areaId: null, clause, reason: unclaimed.reason }] : []),
		...cells.filter((cell) => cell.state === 'gap').map(({ areaId, reason }) => ({ areaId, clause, reason }))
	]);
	return { rows, gaps: open, unexplained: open.filter(({ reason }) => reason === '').map(({ areaId, clause }) => ({ areaId, clause })) };
}

/** The name of a gap in forms and keys: `<area>|<clause>`, or `unit|<clause>`. */
export function gapName({ areaId, clause }: GapKey): string {
	return `${areaId ?? 'unit'}|${clause}`;
}
