import { z } from 'zod';
import { isDay } from './day.ts';
import { visibleText } from './visible-text.ts';

/**
 * Fields as forms send them. The message of an issue is a code that the reader's language turns into words (`field_<code>`); a
 * number after a colon is the limit.
 */
export const requiredText = (limit: number) =>
	z.string('required').overwrite(visibleText).min(1, 'required').max(limit, `too_long:${limit}`);

export const optionalText = (limit: number) => z.string().trim().max(limit, `too_long:${limit}`).default('');

/** Empty means not given. */
export const optionalId = z
	.string()
	.default('')
	.transform((text) => text || null)
	.pipe(z.uuid('invalid').nullable());

export const requiredId = z.uuid('required');

/** A repeated field: none, one or several values. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
	z.preprocess(
		(value): unknown[] => (value === undefined || value === '' ? [] : Array.isArray(value) ? value.filter((one) => one !== '') : [value]),
		z.array(item).max(500)
	);

export const requiredDay = z.string('day_invalid').refine(isDay, 'day_invalid');

export const optionalDay = z
	.string()
	.default('')
	.transform((text) => text || null)
	.refine((text) => text === null || isDay(text), 'day_invalid');

/** A number that must be there: a field that was left empty is missing, where coercion would read it as 0. */
export const filled = <Of extends z.ZodType>(of: Of) =>
	z.preprocess((sent) => (typeof sent === 'string' && sent.trim() === '' ? undefined : sent), of);

/** What PostgreSQL can hold as `integer`. */
export const maxInteger = 2_147_483_647;

/** The person's copy of the row version. */
export const rowVersionField = z.coerce.number('invalid').int('invalid').min(1, 'invalid').max(maxInteger, 'invalid').optional();

export const checkbox = z
	.string()
	.optional()
	.transform((value) => value !== undefined && value !== '');

export const passwordField = z.string('password_required').min(1, 'password_required').max(200, 'invalid');
