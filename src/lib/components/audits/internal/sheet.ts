import { isDay } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

const fieldOf = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The independence sheet of an appointment (`IndependenceSheet`), as it was kept, in sentences. */
export function sheetLines(sheet: unknown): string[] {
	const register = fieldOf(sheet, 'register');
	const validTo = textOf(fieldOf(register, 'validTo'));
	const named = (items: readonly string[]) => items.filter(Boolean).join(', ') || m.audits_sheet_nothing();
	return [
		m.audits_sheet_register({
			unit: textOf(fieldOf(register, 'unit')),
			number: textOf(fieldOf(register, 'certificateNumber')) || m.audits_sheet_nothing()
		}),
		...(isDay(validTo) ? [m.audits_sheet_valid_to({ day: formatDay(validTo) })] : []),
		m.audits_sheet_areas({ areas: named(listOf(fieldOf(sheet, 'areas')).map((area) => textOf(fieldOf(area, 'name')))) }),
		m.audits_sheet_documents({ documents: named(listOf(fieldOf(sheet, 'documents')).map(textOf)) }),
		m.audits_sheet_actions({ actions: named(listOf(fieldOf(sheet, 'actions')).map(textOf)) })
	];
}
