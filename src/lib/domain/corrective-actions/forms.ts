import { z } from 'zod';
import {
	listOf,
	optionalDay,
	optionalId,
	optionalText,
	passwordField,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { handSources } from './action-lifecycle.ts';

const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const versioned = { rowVersion: rowVersionField };
const line = { what: requiredText(1000), doerId: requiredId, dueOn: requiredDay };
const grade = z.enum(['major', 'minor'], 'required');

export const raiseForm = z.object({
	source: z.enum(handSources, 'required'),
	grade,
	statement: requiredText(4000),
	evidence: optionalText(4000),
	clause: optionalText(40),
	areaId: optionalId
});
export const assignForm = z.object({ ownerId: requiredId, dueOn: requiredDay, ...versioned });
export const reassignForm = z.object({ ownerId: requiredId, reason, ...versioned });
export const correctionForm = z.object({
	correction: optionalText(4000),
	correctionDoneOn: optionalDay,
	correctionImpossible: optionalText(4000),
	consequences: optionalText(4000),
	...versioned
});
export const causeForm = z.object({
	method: z.enum(['five_whys', 'tree'], 'required').default('five_whys'),
	whys: listOf(z.string().max(2000, 'too_long:500')),
	outline: z.string().max(40_000, 'cause_too_many').default(''),
	rootCause: optionalText(4000),
	risk: z.enum(['', 'yes', 'no']).default(''),
	riskNote: optionalText(4000),
	...versioned
});
export const addLineForm = z.object({ ...line, ...versioned });
export const changeLineForm = z.object({ lineId: requiredId, ...line, ...versioned });
export const lineForm = z.object({ lineId: requiredId, ...versioned });
export const versionForm = z.object(versioned);
/** Asked before an action closes: whether a risk or a planned change is touched, and which. */
export const riskAnswered = { risk: z.enum(['yes', 'no'], 'required'), riskNote: optionalText(2000) };
type RiskAnswered = { risk: 'yes' | 'no'; riskNote?: string | null };
export const riskNamed = [
	({ risk, riskNote }: RiskAnswered) => risk === 'no' || Boolean(riskNote),
	{ path: ['riskNote'], message: 'required' }
] as [(value: RiskAnswered) => boolean, { path: string[]; message: string }];
export const correctionOnlyForm = z.object({ reason, ...riskAnswered, ...versioned }).refine(...riskNamed);
export const reasonForm = z.object({ reason, ...versioned });
export const signForm = z.object({ password: passwordField, ...versioned });
export const reportLineForm = z.object({
	lineId: requiredId,
	doneOn: requiredDay,
	result: optionalText(2000),
	documentId: optionalId,
	recordId: optionalId
});
export const reassignLineForm = z.object({ lineId: requiredId, doerId: requiredId, reason });
export const dropLineForm = z.object({ lineId: requiredId, reason });
export const completeForm = z.object({
	checkDays: z
		.string()
		.trim()
		.default('')
		.transform((text) => (text === '' ? null : Number(text)))
		.refine((days) => days === null || (Number.isInteger(days) && days >= 0), 'whole_number'),
	reason: optionalText(2000),
	...versioned
});

/** "Báo sai sót". */
export const reportFaultForm = z.object({ what: requiredText(4000), place: optionalText(300), foundOn: requiredDay });
export const confirmFaultForm = z.object({
	source: z.enum(['complaint', 'late_dossier', 'wrong_result', 'self_found'], 'required'),
	grade,
	statement: optionalText(4000),
	clause: optionalText(40),
	areaId: optionalId,
	...versioned
});
