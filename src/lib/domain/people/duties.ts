import type { Role } from '#lib/domain/permissions/actor.ts';

/**
 * Work that hangs on one person and must be handed to another when they leave: drafts they write, reviews that name them, draft
 * batches they prepare, documents they draft or own, divisions they lead.
 */
export const dutyKinds = ['draft', 'review', 'batch', 'drafter', 'owner', 'division_head'] as const;
export type DutyKind = (typeof dutyKinds)[number];

export type Duty = {
	readonly kind: DutyKind;
	/** Version, batch, document or division. */
	readonly subjectId: string;
	readonly unitId: string;
	/** Code and title, or name. Null for whoever may hand over but not see content (administrator). */
	readonly label: string | null;
};

/** Which roles the new holder needs in the unit; null: every member. */
export const dutyRoles: Readonly<Record<DutyKind, readonly Role[] | null>> = {
	draft: ['drafter', 'officer'],
	review: ['reviewer'],
	batch: ['officer', 'head'],
	drafter: ['drafter', 'officer'],
	owner: null,
	division_head: null
};

/** How a duty is named in a form: `review:<id>`. */
export function dutyKey(duty: Pick<Duty, 'kind' | 'subjectId'>): string {
	return `${duty.kind}:${duty.subjectId}`;
}
