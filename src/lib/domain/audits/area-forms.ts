import { z } from 'zod';
import { listOf, optionalId, requiredId, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';

export const risks = ['low', 'medium', 'high'] as const;
export type Risk = (typeof risks)[number];

/** An area: what is audited in a unit, a division or a process. */
export const areaForm = z.object({
	name: requiredText(200),
	divisionId: optionalId,
	leaderId: optionalId,
	risk: z.enum(risks, 'required').default('medium'),
	members: listOf(requiredId),
	documents: listOf(requiredId),
	clauses: listOf(z.string().regex(/^\d+\.\d+$/, 'invalid')),
	rowVersion: rowVersionField
});
export type AreaInput = z.output<typeof areaForm>;

export const endAreaForm = z.object({ rowVersion: rowVersionField.pipe(z.int('invalid')) });
