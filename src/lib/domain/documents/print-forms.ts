import { z } from 'zod';
import {
	listOf,
	optionalText,
	passwordField,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { printOutcomes, shownPrints } from './prints.ts';

/** Most prints that are issued at once. */
export const mostPrints = 100;

/** Whom prints are issued to: divisions, people, and places in words, one a line. Each gets one. */
export const issuePrintsForm = z.object({
	versionId: requiredId,
	divisions: listOf(requiredId),
	people: listOf(requiredId),
	places: z
		.string()
		.max(20_000, 'too_many_lines')
		.default('')
		.transform((lines) => lines.split('\n').flatMap((line) => line.trim() || []))
});

export const recallPrintForm = z.object({ reason: requiredText(1000), rowVersion: rowVersionField });
export const closePrintForm = z.object({
	outcome: z.enum(['returned', 'destroyed'], 'required'),
	closedOn: requiredDay,
	reason: optionalText(1000),
	rowVersion: rowVersionField
});
export const losePrintForm = z.object({ reason: requiredText(1000), password: passwordField, rowVersion: rowVersionField });
export const receivePrintForm = z.object({ rowVersion: rowVersionField });
export const reportPrintForm = z.object({ outcome: z.enum(printOutcomes, 'required'), rowVersion: rowVersionField });
export const printRuleForm = z.object({
	recallDays: z.coerce.number('recall_days').int('recall_days').min(1, 'recall_days').max(90, 'recall_days'),
	rowVersion: z.coerce.number('invalid').int('invalid').min(0, 'invalid')
});

const listText = z.string().normalize().trim().min(1).max(200).optional().catch(undefined);

/** What a list of prints can be asked for by its address. `out`: everything that is not closed. */
export const printStateFilters = ['out', 'all', ...shownPrints] as const;
export const printQuery = z.object({
	q: listText,
	state: z.enum(printStateFilters).default('out').catch('out'),
	holder: z.uuid().optional().catch(undefined),
	division: z.uuid().optional().catch(undefined),
	view: z.enum(['unit', 'mine']).default('unit').catch('unit'),
	page: z.coerce.number().int().min(1).max(10_000).default(1).catch(1)
});
export type PrintQuery = z.output<typeof printQuery>;
