import { z } from 'zod';
import { listOf, maxInteger, optionalText, requiredDay, requiredId, requiredText } from '#lib/domain/shared/form-fields.ts';
import { delegableRoles } from './delegation.ts';

const rowVersion = z.coerce.number('invalid').int('invalid').positive('invalid').max(maxInteger, 'invalid');

export const delegationForm = z.object({
	/** Who is away. */
	fromId: requiredId,
	toId: requiredId,
	roles: listOf(z.enum(delegableRoles, 'invalid')),
	from: requiredDay,
	lastDay: requiredDay,
	reason: requiredText(500),
	paper: optionalText(120)
});
export type DelegationInput = z.infer<typeof delegationForm>;

export const answerDelegationForm = z.object({ rowVersion });
export const endDelegationForm = z.object({ rowVersion, reason: requiredText(500) });

const text = (value: unknown) => (typeof value === 'string' ? value : '');
export const delegationQuery = z.object({
	view: z.preprocess((value) => (value === 'unit' ? 'unit' : 'mine'), z.enum(['mine', 'unit'])),
	state: z.preprocess((value) => (text(value) === 'all' ? 'all' : 'current'), z.enum(['current', 'all'])),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});
export type DelegationQuery = z.infer<typeof delegationQuery>;
