import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { compareNumbers, type Numbers } from '#lib/domain/documents/numbering.ts';

/** How a unit stands to a model (the cells of the adoption matrix). `other_kind`: the model is not meant for units of this kind. */
export const adoptionStates = ['behind', 'not_started', 'draft', 'local_change', 'as_is', 'not_applicable', 'other_kind'] as const;
export type AdoptionState = (typeof adoptionStates)[number];

export function isAdoptionState(text: string): text is AdoptionState {
	return adoptionStates.some((state) => state === text);
}

/** An issued version of a model, in force, upcoming or past. */
export type ModelVersion = Numbers & { readonly id: string; readonly effectiveFrom: Day };

export type ModelFacts = {
	/** Codes of kinds of units; empty: every kind. */
	readonly unitKinds: readonly string[];
	/** Days from the effective day of a new version. */
	readonly dueDays: number;
	/** Issued versions, in any order. */
	readonly versions: readonly ModelVersion[];
};

export type AdoptionFacts = {
	/** The unit's document, if it has one that was not abandoned. */
	readonly documentId: string | null;
	readonly notApplicable: boolean;
	/** In the unit's words. */
	readonly notApplicableReason?: string | null;
	/** The version of the newest adoption or merge whose draft was not cancelled. */
	readonly base: Numbers | null;
	/** The newest version that the unit said it does not follow. */
	readonly declined: Numbers | null;
	/** The draft that came of the newest merge was issued. */
	readonly issued: boolean;
	/** Of what was issued last: does it hash to the model as it was merged? */
	readonly asIs: boolean;
};

export type Behind = { readonly by: number; readonly since: Day; readonly due: Day };

/**
 * How many issued versions of the model came after the one that was merged or declined, since which day the first of them applies, and
 * until when the unit should have followed. Null: none. Computed, so that it is right whether or not any job has run.
 */
export function behindOf(model: ModelFacts, adoption: Pick<AdoptionFacts, 'base' | 'declined'>): Behind | null {
	const seen = [adoption.base, adoption.declined]
		.filter((numbers) => numbers !== null)
		.sort(compareNumbers)
		.at(-1);
	if (!seen) return null;
	const missed = model.versions.filter((version) => compareNumbers(version, seen) > 0).sort(compareNumbers);
	const [first] = missed;
	return first ? { by: missed.length, since: first.effectiveFrom, due: addDays(first.effectiveFrom, model.dueDays) } : null;
}

export function adoptionStateOf(model: ModelFacts, unitKind: string, adoption: AdoptionFacts | null): AdoptionState {
	if (adoption?.notApplicable) return 'not_applicable';
	if (!adoption?.documentId || !adoption.base) {
		return model.unitKinds.length > 0 && !model.unitKinds.includes(unitKind) ? 'other_kind' : 'not_started';
	}
	if (behindOf(model, adoption)) return 'behind';
	if (!adoption.issued) return 'draft';
	return adoption.asIs ? 'as_is' : 'local_change';
}

/** Whether a unit of this kind is offered the model. */
export function isMeantFor(model: Pick<ModelFacts, 'unitKinds'>, unitKind: string): boolean {
	return model.unitKinds.length === 0 || model.unitKinds.includes(unitKind);
}
