import { z } from 'zod';
import { findingGrades } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import {
	listOf,
	optionalDay,
	optionalId,
	optionalText,
	passwordField,
	requiredDay,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';
import { inspectionStates } from './inspection-lifecycle.ts';

/** The forms of an inspection, and what its list can be asked for. */
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const rowVersion = rowVersionField;

export const notifyForm = z.object({ visitOn: optionalDay, reason: optionalText(2000), rowVersion });
export const startForm = z.object({ reason: optionalText(2000), rowVersion });
export const helpersForm = z.object({ userIds: listOf(z.uuid('person_unknown')), rowVersion });
export const extendSelfForm = z.object({ until: requiredDay, reason, rowVersion });
export const passwordForm = z.object({ password: passwordField, rowVersion });
export const drawUpForm = z.object({
	strengths: optionalText(5000),
	remarks: optionalText(5000),
	password: passwordField,
	rowVersion
});
/** `sha256`: the hash that the dialog showed. */
export const signForm = z.object({ password: passwordField, sha256: z.string().max(64).optional(), rowVersion });
export const signOwnForm = signForm.extend({ opinion: requiredText(5000) });
export const reasonForm = z.object({ reason, rowVersion });
export const postponeForm = z.object({ visitOn: optionalDay, reason, rowVersion });
export const remindForm = z.object({ rowVersion });

export const findingForm = z.object({
	findingId: optionalId,
	answerId: optionalId,
	grade: z.enum(findingGrades, 'required'),
	clause: optionalText(40),
	requirement: optionalText(1000),
	statement: requiredText(4000),
	evidence: optionalText(4000),
	dueOn: optionalDay,
	rowVersion
});

export const inspectionSorts = ['visit', 'unit', 'score', 'cycle'] as const;
type SortKey = (typeof inspectionSorts)[number];
export type InspectionQuery = {
	readonly q?: string;
	readonly state: 'open' | 'all' | (typeof inspectionStates)[number];
	readonly cycle?: string;
	readonly unit?: string;
	readonly sort: SortKey | `-${SortKey}`;
	readonly page: number;
};

/** Reads the query of the list from an address; what makes no sense there falls back. */
export function parseInspectionQuery(params: URLSearchParams): InspectionQuery {
	const read = <Output>(schema: z.ZodType<Output>, name: string): Output | undefined => {
		const parsed = schema.safeParse(params.get(name) ?? undefined);
		return parsed.success ? parsed.data : undefined;
	};
	const sorts = [...inspectionSorts, ...inspectionSorts.map((key) => `-${key}` as const)] as const;
	return {
		q: read(z.string().normalize().trim().min(1).max(200), 'q'),
		state: read(z.enum(['open', 'all', ...inspectionStates]), 'state') ?? 'all',
		cycle: read(z.uuid(), 'cycle'),
		unit: read(z.uuid(), 'unit'),
		sort: read(z.enum(sorts), 'sort') ?? '-visit',
		page: read(z.coerce.number().int().min(1).max(100_000), 'page') ?? 1
	};
}
