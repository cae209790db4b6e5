import { z } from 'zod';
import { visibilities } from '#lib/domain/permissions/policy.ts';
import { listOf, optionalId, optionalText, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import type { AudienceLine } from './audience.ts';

export const documentClasses = ['system', 'tthc', 'internal'] as const;
export const media = ['electronic', 'paper', 'both'] as const;

/** Who reads: the whole unit, or divisions, roles and people; nobody when `reach` is `nobody`. */
export const audienceFields = {
	reach: z.enum(['unit', 'some', 'nobody']).default('unit'),
	audienceDivisions: listOf(z.uuid('invalid')),
	audienceRoles: listOf(z.enum(roles)),
	audiencePeople: listOf(z.uuid('invalid'))
};

type AudienceInput = {
	reach: 'unit' | 'some' | 'nobody';
	audienceDivisions: readonly string[];
	audienceRoles: readonly (typeof roles)[number][];
	audiencePeople: readonly string[];
};

/** "Some of them" with nobody chosen would reach nobody without saying so. For a form that holds `audienceFields`. */
export const namesSomebody = (input: AudienceInput) => input.reach !== 'some' || audienceOf(input).length > 0;
export const audienceEmpty = { path: ['reach'], error: 'audience_empty' };

/** The lines of an audience from its form. */
export function audienceOf(input: AudienceInput): AudienceLine[] {
	if (input.reach === 'unit') return [{ kind: 'unit' }];
	if (input.reach === 'nobody') return [];
	return [
		...input.audienceDivisions.map((divisionId) => ({ kind: 'division' as const, divisionId })),
		...input.audienceRoles.map((role) => ({ kind: 'role' as const, role })),
		...input.audiencePeople.map((userId) => ({ kind: 'person' as const, userId }))
	];
}

const shared = {
	parentId: optionalId,
	replacesId: optionalId,
	ownerDivisionId: optionalId,
	ownerId: optionalId,
	visibility: z.enum(visibilities).default('unit'),
	medium: z.enum(media).default('electronic'),
	distribution: optionalText(1000),
	drafters: listOf(z.uuid('invalid')),
	...audienceFields
};

export const newDocumentForm = z
	.object({
		kind: requiredText(20),
		class: z.enum(['', ...documentClasses]).default(''),
		code: requiredText(40),
		title: requiredText(300),
		...shared
	})
	.refine(namesSomebody, audienceEmpty)
	// Without scripts the choice of a class stays on the page whatever kind is chosen, and cannot be taken back.
	.transform((input) => ({ ...input, class: input.kind === 'QT' && input.class !== '' ? input.class : null }));

export const documentSettingsForm = z.object({ ...shared, rowVersion: rowVersionField }).refine(namesSomebody, audienceEmpty);

export const changeCodeForm = z.object({ code: requiredText(40), rowVersion: rowVersionField });
