import type { Day } from '#lib/domain/shared/day.ts';
import { longestUntil, type EventChoiceKind } from '#lib/domain/units/event-choices.ts';
import { codeKey } from './code.ts';
import type { Numbers } from './numbering.ts';

/*
 * Which versions of a unit that ends go on in force in its successors (states.md §11, "carried over"): computed from what is in force on its
 * last day and from what was chosen, so that a version issued or withdrawn after the choice is followed.
 */

/** A version in force on the last day of a unit that ends. */
export type LastInForce = Numbers & {
	readonly versionId: string;
	readonly documentId: string;
	readonly unitId: string;
	readonly code: string;
	readonly kind: string;
	/** The procedure that a form belongs to, in the unit that ends. */
	readonly parentId: string | null;
	readonly title: string;
	/** Where it was carried over itself: the day on which that ends. */
	readonly carriedUntil: Day | null;
};

/** A choice about all of a unit, or about one document, for one successor. `target` is whatever names the successor. */
export type CarryChoice = {
	readonly subjectType: 'unit' | 'document';
	readonly subjectId: string;
	readonly target: string;
	readonly choice: EventChoiceKind;
	readonly newCode: string | null;
	readonly until: Day | null;
	readonly askReading: boolean;
	/** Null while it is only looked at. */
	readonly chosenById: string | null;
};

export type Wanted = {
	readonly version: LastInForce;
	readonly target: string;
	readonly code: string;
	readonly until: Day;
	readonly askReading: boolean;
	readonly chosenById: string | null;
};

/**
 * What goes on, for each successor. The choice of a document goes before that of its unit; a form without a choice of its own goes with its
 * procedure. Nothing is carried over for longer than twelve months, nor past the end of an earlier transition.
 */
export function wantedOf(inForce: readonly LastInForce[], choices: readonly CarryChoice[], effectiveOn: Day): Wanted[] {
	const targets = [...new Set(choices.map(({ target }) => target))];
	return targets.flatMap((target) => {
		const own = choices.filter((choice) => choice.target === target);
		const ofUnit = new Map(own.filter(({ subjectType }) => subjectType === 'unit').map((choice) => [choice.subjectId, choice]));
		const ofDocument = new Map(own.filter(({ subjectType }) => subjectType === 'document').map((choice) => [choice.subjectId, choice]));
		const documents = new Map(inForce.map((version) => [version.documentId, version]));
		const chosen = (version: LastInForce, seen: readonly string[] = []): CarryChoice | undefined => {
			const direct = ofDocument.get(version.documentId);
			if (direct) return direct;
			const parent = version.parentId === null || seen.includes(version.parentId) ? undefined : documents.get(version.parentId);
			const above = parent && chosen(parent, [...seen, version.documentId]);
			if (above?.choice === 'carry') return { ...above, newCode: null };
			return ofUnit.get(version.unitId);
		};
		return inForce.flatMap((version) => {
			const choice = chosen(version);
			if (choice?.choice !== 'carry') return [];
			const until = [choice.until, version.carriedUntil].reduce<Day>(
				(least, day) => (day !== null && day < least ? day : least),
				longestUntil(effectiveOn)
			);
			if (until <= effectiveOn) return [];
			const { askReading, chosenById } = choice;
			return [{ version, target, code: choice.newCode ?? version.code, until, askReading, chosenById }];
		});
	});
}

export type CodeClash = { readonly target: string; readonly code: string; readonly documentIds: readonly string[] };

/**
 * Codes that several of them, or one of them and a document that the successor has, would bear: all but one need a new code.
 * @param taken keys of codes that documents of the successor have already
 */
export function codeClashes(wanted: readonly Wanted[], taken: (target: string) => ReadonlySet<string>): CodeClash[] {
	const groups = Map.groupBy(wanted, ({ target, code }) => `${target} ${codeKey(code)}`);
	return [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (!first || (group.length < 2 && !taken(first.target).has(codeKey(first.code)))) return [];
		return [{ target: first.target, code: first.code, documentIds: group.map(({ version }) => version.documentId) }];
	});
}
