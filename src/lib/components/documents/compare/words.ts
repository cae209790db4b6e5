import type { Span } from '#lib/domain/documents/compare.ts';
import type { FieldChange } from '#lib/domain/procedures/compare-rows.ts';
import type { SummaryLine } from '#lib/domain/procedures/compare-summary.ts';
import type { Duration } from '#lib/domain/procedures/content.ts';
import { rowName, sectionWords } from '#lib/components/procedures/editor/words.ts';
import { formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

export function timeWords(time: Duration | null): string {
	if (!time) return m.compare_nothing_written();
	const value = formatNumber(time.value);
	return time.unit === 'days' ? m.procedure_checks_days({ value }) : m.procedure_checks_hours({ value });
}

export type Sides = { readonly before: readonly Span[]; readonly after: readonly Span[]; readonly inline: readonly Span[] };

/** A change as spans: each side for itself, and both in one row. */
export function sidesOf(change: FieldChange, names: Readonly<Record<string, string>>): Sides {
	if (change.kind === 'text') return sidesOfSpans(change.spans);
	const [before, after] = [valueWords(change, 'before', names), valueWords(change, 'after', names)];
	const removed: Span[] = before === '' ? [] : [{ text: before, change: 'removed' }];
	const added: Span[] = after === '' ? [] : [{ text: after, change: 'added' }];
	const between: Span[] = removed.length > 0 && added.length > 0 ? [{ text: ' → ', change: 'same' }] : [];
	return { before: removed, after: added, inline: [...removed, ...between, ...added] };
}

export function sidesOfSpans(spans: readonly Span[]): Sides {
	return {
		before: spans.filter(({ change }) => change !== 'added'),
		after: spans.filter(({ change }) => change !== 'removed'),
		inline: spans
	};
}

function valueWords(
	change: Exclude<FieldChange, { kind: 'text' }>,
	side: 'before' | 'after',
	names: Readonly<Record<string, string>>
): string {
	if (change.kind === 'time') return change[side] ? timeWords(change[side]) : '';
	if (change.kind === 'check') return change[side] ? m.procedure_editor_yes() : m.procedure_editor_no();
	const id = change[side];
	return id === null ? '' : (names[id] ?? m.compare_hidden_document());
}

const steps = {
	added: m.compare_sum_steps_added,
	removed: m.compare_sum_steps_removed,
	changed: m.compare_sum_steps_changed,
	moved: m.compare_sum_steps_moved
};
const rows = {
	added: m.compare_sum_rows_added,
	removed: m.compare_sum_rows_removed,
	changed: m.compare_sum_rows_changed,
	moved: m.compare_sum_rows_moved
};
const sections = {
	added: m.compare_sum_sections_added,
	removed: m.compare_sum_sections_removed,
	changed: m.compare_sum_sections_changed
};
/** Places in one line at most: a phone shows no more. */
const most = 8;

/** One line of the summary in a sentence. */
export function summaryWords(line: SummaryLine): string {
	const quoted = (text: string) => text.trim() || m.compare_nothing_written();
	switch (line.kind) {
		case 'rows': {
			const count = formatNumber(line.count);
			if (line.section !== 'steps') return rows[line.change]({ count, section: sectionWords(line.section) });
			const places = line.nos.slice(0, most).map((no) => rowName('steps', no - 1));
			return steps[line.change]({ count, places: `${places.join(', ')}${line.nos.length > most ? '…' : ''}` });
		}
		case 'step_time':
			return m.compare_sum_step_time({
				place: rowName('steps', line.no - 1),
				before: timeWords(line.before),
				after: timeWords(line.after)
			});
		case 'step_who':
			return m.compare_sum_step_who({ place: rowName('steps', line.no - 1), before: quoted(line.before), after: quoted(line.after) });
		case 'time_limit':
			return m.compare_sum_time_limit({ before: timeWords(line.before), after: timeWords(line.after) });
		case 'sections':
			return sections[line.change]({ sections: line.sections.map(sectionWords).join(', ') });
	}
}
