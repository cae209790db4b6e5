import { z } from 'zod';
import { checkbox, passwordField, rowVersionField, maxInteger } from '#lib/domain/shared/form-fields.ts';
import { takeOnColumns, type TypedLine } from './take-on.ts';
import { typedLine } from './take-on-table.ts';

/** A field that stands once in every row; one row sends a text, several a list. An empty one keeps its place. */
const column = z.preprocess(
	(value) => (Array.isArray(value) ? (value as unknown) : value === undefined ? [] : [value]),
	z.array(z.string()).max(400)
);

/** The rows of the page, as they were typed. */
export const takeOnForm = z.object({
	...Object.fromEntries(takeOnColumns.map((name) => [name, column] as const)),
	askReading: checkbox,
	rowVersion: rowVersionField
});

/** From the columns of the form to its rows. */
export function linesOf(values: Readonly<Record<string, unknown>>): TypedLine[] {
	const cells = (name: string): readonly unknown[] => {
		const value = values[name];
		return Array.isArray(value) ? value : value === undefined ? [] : [value];
	};
	return cells('code').map((_code, row) =>
		typedLine((name) => {
			const text = cells(name)[row];
			return typeof text === 'string' ? text : undefined;
		})
	);
}

export const takeOnStartForm = z.object({});
export const takeOnTableForm = z.object({});
export const takeOnFileForm = z.object({ fileId: z.uuid('invalid') });
export const takeOnDiscardForm = z.object({ rowVersion: rowVersionField });
export const takeOnSignForm = z.object({
	password: passwordField,
	rowVersion: z.coerce.number('invalid').int('invalid').min(1, 'invalid').max(maxInteger, 'invalid')
});
