import { z } from 'zod';
import {
	listOf,
	optionalDay,
	optionalId,
	optionalText,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';

const months = z.coerce.number('whole_number').int('whole_number').min(1, 'number_from:1').max(60, 'number_to:60');

/** Only addresses that a browser can open without running anything. */
const link = z
	.string()
	.trim()
	.max(500, 'too_long:500')
	.default('')
	.refine((text) => text === '' || /^https?:\/\/[^\s]+$/i.test(text), 'link_invalid');

/** What the document is: kept by whoever keeps the list. */
export const externalFacts = {
	number: requiredText(100),
	title: requiredText(500),
	issuer: requiredText(200),
	issuedOn: optionalDay,
	inForceFrom: optionalDay,
	/** The last day with it, as people say it; empty: no end. */
	inForceUntil: optionalDay,
	link
};

/** How a unit keeps it. */
export const keepingFacts = {
	receivedOn: optionalDay,
	appliedFor: optionalText(500),
	divisionId: optionalId,
	checkerId: optionalId,
	checkMonths: months.default(12)
};

export const externalForm = z.object({ ...externalFacts, ...keepingFacts, rowVersion: rowVersionField });
export const keepingForm = z.object({ ...keepingFacts, rowVersion: rowVersionField });
export const subscribeForm = z.object({ externals: listOf(z.uuid('invalid')).pipe(z.array(z.uuid()).min(1, 'required')) });
export const leaveForm = z.object({ rowVersion: rowVersionField });

export const checkForm = z.object({
	checkedOn: requiredDay,
	outcome: z.enum(['in_force', 'needs_action'], 'required'),
	remark: optionalText(1000)
});

export const repealForm = z.object({
	effectiveOn: requiredDay,
	byAct: requiredText(300),
	replacedById: optionalId,
	remark: optionalText(1000)
});

/** In a draft, instead of one that was repealed. */
export const citeReplacementForm = z.object({ externalId: requiredId });

export const externalImportForm = z.object({});
export const externalImportCommitForm = z.object({ file: requiredId, expected: z.string().max(100, 'invalid') });

export const takeBackForm = z.object({ repealId: requiredId, reason: requiredText(1000) });
