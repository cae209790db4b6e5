import type { PartKey, ProcedureContent } from '#lib/domain/procedures/content.ts';
import { partsOf } from '#lib/domain/procedures/content-parts.ts';
import { isDuration, rowsIn, timeText } from '#lib/domain/procedures/part-forms.ts';
import * as m from '#lib/paraglide/messages.js';
import { rowName } from './words.ts';

/** One side of a conflict, to be read. */
export function valueWords(value: unknown, content: ProcedureContent, part: PartKey): string {
	if (value === null || value === undefined) return m.procedure_editor_taken_out();
	if (typeof value === 'string') return value === '' ? m.procedure_editor_nothing() : value;
	if (typeof value === 'boolean') return value ? m.procedure_editor_yes() : m.procedure_editor_no();
	if (isDuration(value)) return timeText(value, { days: m.procedure_editor_unit_days(), hours: m.procedure_editor_unit_hours() });
	if (Array.isArray(value)) return value.map((item) => orderWords(String(item), content, part)).join(', ');
	return Object.entries(value)
		.filter(([field, item]) => field !== 'id' && typeof item === 'string' && item !== '')
		.map(([, item]) => String(item))
		.join(' · ');
}

/** A row by the name that it has now and how it begins. */
function orderWords(id: string, content: ProcedureContent, part: PartKey): string {
	const rows = rowsIn(partsOf(content)[part]);
	const index = rows.findIndex((row) => row.id === id);
	const row = rows[index];
	if (!row) return id;
	const text = Object.entries(row).find(([field, item]) => field !== 'id' && typeof item === 'string' && item !== '')?.[1];
	return `${rowName(part, index)} ${typeof text === 'string' ? text.slice(0, 40) : ''}`.trim();
}
