import type { FieldChange, RowChange } from './compare-rows.ts';
import type { ProcedureComparison } from './compare.ts';
import type { Duration } from './content.ts';
import { hoursOf, sameHours } from './duration.ts';
import type { SectionKey } from './editor-sections.ts';

/** What somebody must know before they read the whole of it, in the order of importance. Numbers of steps are of the later version. */
export type SummaryLine =
	| {
			readonly kind: 'rows';
			readonly section: SectionKey;
			readonly change: 'added' | 'removed' | 'moved' | 'changed';
			readonly count: number;
			readonly nos: readonly number[];
	  }
	| { readonly kind: 'step_time'; readonly no: number; readonly before: Duration | null; readonly after: Duration | null }
	| { readonly kind: 'step_who'; readonly no: number; readonly before: string; readonly after: string }
	| { readonly kind: 'time_limit'; readonly before: Duration | null; readonly after: Duration | null }
	| { readonly kind: 'sections'; readonly change: 'added' | 'removed' | 'changed'; readonly sections: readonly SectionKey[] };

/** Lines about single steps at most: beyond them the count says enough. */
const singleSteps = 6;

export function summarise({ sections }: ProcedureComparison): SummaryLine[] {
	const lines: SummaryLine[] = [];
	const steps = sections.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'rows' && part.part === 'steps' ? part.rows : [])));
	const limit = sections.flatMap(({ parts }) =>
		parts.flatMap((part) => (part.part === 'service.timeLimit' && part.kind === 'value' && part.value.kind === 'time' ? [part.value] : []))
	);
	lines.push(...limit.map(({ before, after }): SummaryLine => ({ kind: 'time_limit', before, after })));
	lines.push(...rowLines('steps', steps));
	const single = steps.filter(({ kind }) => kind === 'changed').flatMap(stepLines);
	if (single.length <= singleSteps) lines.push(...single);
	for (const { key, parts } of sections) {
		if (key === 'steps') continue;
		const rows = parts.flatMap((part) => (part.kind === 'rows' ? part.rows : []));
		lines.push(...rowLines(key, rows));
	}
	const told = new Set(lines.flatMap((line) => (line.kind === 'rows' ? [line.section] : line.kind === 'time_limit' ? ['timeLimit'] : [])));
	for (const change of ['added', 'removed', 'changed'] as const) {
		const keys = sections.filter(({ key, kind }) => kind === change && !told.has(key)).map(({ key }) => key);
		if (keys.length > 0) lines.push({ kind: 'sections', change, sections: keys });
	}
	return lines;
}

function rowLines(section: SectionKey, rows: readonly RowChange[]): SummaryLine[] {
	return (['added', 'removed', 'changed', 'moved'] as const).flatMap((change): SummaryLine[] => {
		const found = rows.filter((row) => row.kind === change);
		if (found.length === 0) return [];
		const nos = found.flatMap(({ noAfter, noBefore }) => noAfter ?? noBefore ?? []);
		return [{ kind: 'rows', section, change, count: found.length, nos }];
	});
}

function stepLines({ noAfter, fields }: RowChange): SummaryLine[] {
	const no = noAfter ?? 0;
	return fields.flatMap((field): SummaryLine[] => {
		if (field.field === 'time' && field.kind === 'time' && !isSameTime(field.before, field.after))
			return [{ kind: 'step_time', no, before: field.before, after: field.after }];
		if (field.field === 'who' && field.kind === 'text')
			return [{ kind: 'step_who', no, before: sideOf(field, 'before'), after: sideOf(field, 'after') }];
		return [];
	});
}

/** Eight hours and one day are one. */
function isSameTime(before: Duration | null, after: Duration | null): boolean {
	return before !== null && after !== null && sameHours(hoursOf(before), hoursOf(after));
}

function sideOf(field: Extract<FieldChange, { kind: 'text' }>, side: 'before' | 'after'): string {
	const other = side === 'before' ? 'added' : 'removed';
	return field.spans
		.filter(({ change }) => change !== other)
		.map(({ text }) => text)
		.join('');
}
