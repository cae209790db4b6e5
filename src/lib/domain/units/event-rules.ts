import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { makesLoop } from './tree.ts';
import type { UnitEventKind, UnitFacts, UnitOnDay } from './unit.ts';

/*
 * What an event may do to the tree of its day. Units that only change (rename, move, change of kind, upgrade) keep their id and all
 * that is theirs; units that end leave their successors to begin anew (domain.md §6.3). One rule per kind, in one table.
 */

/** A unit that the event leaves behind: one that exists, with what changes of it, or a new one. */
export type EventTarget =
	{ readonly unitId: string; readonly change?: Partial<UnitFacts> } | { readonly unitId: null; readonly facts: UnitFacts };

export type EventInput = {
	readonly kind: UnitEventKind;
	readonly effectiveOn: Day;
	/** Units that the event is about. */
	readonly from: readonly string[];
	readonly to: readonly EventTarget[];
};

/** Codes of refusals; words are in messages under `problem_<code>`. */
export type EventRefusal =
	| 'unit_event_shape'
	| 'unit_event_nothing'
	| 'unit_not_on_day'
	| 'unit_changed_later'
	| 'unit_has_children'
	| 'unit_parent_missing'
	| 'unit_loop'
	| 'unit_code_taken';

export type EventPlan = {
	readonly ends: readonly UnitOnDay[];
	readonly begins: readonly UnitFacts[];
	/** A unit that goes on, before and after; `after` equals `before` when the event only names it as successor. */
	readonly changes: readonly { readonly before: UnitOnDay; readonly after: UnitFacts }[];
	/** Lines of the event: from and to as ids; a new unit by its place in `begins`. */
	readonly lines: readonly { readonly from: string | null; readonly to: string | { readonly begins: number } | null }[];
};

type Shape = { from: [number, number]; to: [number, number]; ends: boolean; sameUnit: boolean; mustChange: keyof UnitFacts | null };

const many = Number.MAX_SAFE_INTEGER;
const shapes: Readonly<Record<UnitEventKind, Shape>> = {
	ESTABLISH: { from: [0, 0], to: [1, 1], ends: false, sameUnit: false, mustChange: null },
	MERGE: { from: [1, many], to: [1, 1], ends: true, sameUnit: false, mustChange: null },
	SPLIT: { from: [1, 1], to: [2, many], ends: true, sameUnit: false, mustChange: null },
	RENAME: { from: [1, 1], to: [1, 1], ends: false, sameUnit: true, mustChange: 'name' },
	MOVE_PARENT: { from: [1, 1], to: [1, 1], ends: false, sameUnit: true, mustChange: 'parentId' },
	CHANGE_KIND: { from: [1, 1], to: [1, 1], ends: false, sameUnit: true, mustChange: 'kindCode' },
	UPGRADE: { from: [1, 1], to: [1, 1], ends: false, sameUnit: true, mustChange: 'kindCode' },
	ABOLISH: { from: [1, 1], to: [0, many], ends: true, sameUnit: false, mustChange: null }
};

/** How many units of each side an event of this kind takes; for forms. */
export function eventShape(kind: UnitEventKind): Readonly<Shape> {
	return shapes[kind];
}

export type Tree = {
	/** The units of the event's day, before the event. */
	readonly units: ReadonlyMap<string, UnitOnDay>;
	/** Codes that any unit has on a later day, with that unit. */
	readonly laterCodes: ReadonlyMap<string, string>;
};

/**
 * Plans an event or says the first reason why it cannot be. Checked here: who takes part, that all exist on the day and have no
 * later change planned, that nothing is left hanging under a unit that ends, that parents exist and no loop comes about, and that
 * every code belongs to one unit from that day on. A merge into a new unit takes two or more; a split may leave its unit standing
 * by naming it among the successors.
 */
export function planEvent(
	input: EventInput,
	tree: Tree
): EventPlan | { readonly refusal: EventRefusal; readonly unitId?: string; readonly code?: string } {
	const shape = shapes[input.kind];
	const within = (count: number, [least, most]: [number, number]) => count >= least && count <= most;
	const targetIds = input.to.flatMap((target) => (target.unitId === null ? [] : [target.unitId]));
	const begins = input.to.flatMap((target) => (target.unitId === null ? [target.facts] : []));
	const distinct = new Set(input.from).size === input.from.length && new Set(targetIds).size === targetIds.length;
	if (!distinct || !within(input.from.length, shape.from) || !within(input.to.length, shape.to)) return { refusal: 'unit_event_shape' };
	if (!fits(input, shape, targetIds, begins.length)) return { refusal: 'unit_event_shape' };

	const known = new Map<string, UnitOnDay>();
	for (const unitId of [...input.from, ...targetIds]) {
		const unit = tree.units.get(unitId);
		if (!unit) return { refusal: 'unit_not_on_day', unitId };
		if (unit.validTo !== null) return { refusal: 'unit_changed_later', unitId };
		known.set(unitId, unit);
	}
	const ends = shape.ends ? input.from.filter((id) => !targetIds.includes(id)).flatMap((id) => known.get(id) ?? []) : [];
	const changes = input.to.flatMap((target) => {
		const before = target.unitId === null ? undefined : known.get(target.unitId);
		return before ? [{ before, after: { ...factsOf(before), ...(target.unitId === null ? {} : target.change) } }] : [];
	});
	if (shape.mustChange && changes.some(({ before, after }) => shape.mustChange && before[shape.mustChange] === after[shape.mustChange]))
		return { refusal: 'unit_event_nothing' };
	const refusal = checkTree(tree, ends, begins, changes);
	return refusal ?? { ends, begins, changes, lines: linesOf(input) };
}

/** What the counts alone do not say. */
function fits(input: EventInput, shape: Shape, targetIds: readonly string[], begins: number): boolean {
	switch (input.kind) {
		case 'ESTABLISH':
			return begins === 1;
		case 'MERGE':
			return begins === 1 ? input.from.length >= 2 : !input.from.includes(targetIds[0] ?? '');
		case 'ABOLISH':
			return begins === 0 && !targetIds.includes(input.from[0] ?? '');
		default:
			return !shape.sameUnit || targetIds[0] === input.from[0];
	}
}

function checkTree(
	tree: Tree,
	ends: readonly UnitOnDay[],
	begins: readonly UnitFacts[],
	changes: EventPlan['changes']
): { refusal: EventRefusal; unitId?: string; code?: string } | null {
	const ending = new Set(ends.map((unit) => unit.unitId));
	const moved = new Map(changes.map(({ before, after }) => [before.unitId, after.parentId]));
	for (const unit of tree.units.values()) {
		const parentId = moved.has(unit.unitId) ? moved.get(unit.unitId) : unit.parentId;
		if (parentId && ending.has(parentId) && !ending.has(unit.unitId)) return { refusal: 'unit_has_children', unitId: parentId };
	}
	for (const { parentId } of [...begins, ...changes.map(({ after }) => after)]) {
		if (parentId === null) continue;
		const parent = tree.units.get(parentId);
		if (!parent || ending.has(parentId)) return { refusal: 'unit_parent_missing', unitId: parentId };
		if (parent.validTo !== null) return { refusal: 'unit_changed_later', unitId: parentId };
	}
	for (const { before } of changes) if (makesLoop(tree.units, before.unitId, moved)) return { refusal: 'unit_loop', unitId: before.unitId };
	return checkCodes(tree, ending, begins, changes);
}

/** A code that a unit gives up on the day may be taken on that day. */
function checkCodes(
	tree: Tree,
	ending: ReadonlySet<string>,
	begins: readonly UnitFacts[],
	changes: EventPlan['changes']
): { refusal: EventRefusal; code: string } | null {
	const changing = new Set(changes.map(({ before }) => before.unitId));
	const taken = new Map<string, string>();
	for (const unit of tree.units.values()) if (!ending.has(unit.unitId) && !changing.has(unit.unitId)) taken.set(unit.code, unit.unitId);
	const wanted = [
		...changes.map(({ before, after }) => ({ code: after.code, unitId: before.unitId })),
		...begins.map(({ code }) => ({ code, unitId: '' }))
	];
	for (const { code, unitId } of wanted) {
		const later = tree.laterCodes.get(code);
		if (taken.has(code) || (later !== undefined && later !== unitId)) return { refusal: 'unit_code_taken', code };
		taken.set(code, unitId);
	}
	return null;
}

function linesOf(input: EventInput): EventPlan['lines'] {
	let begun = 0;
	const targets = input.to.map((target) => target.unitId ?? { begins: begun++ });
	if (input.from.length === 0) return targets.map((to) => ({ from: null, to }));
	if (targets.length === 0) return input.from.map((from) => ({ from, to: null }));
	return input.from.flatMap((from) => targets.map((to) => ({ from, to })));
}

function factsOf({ code, name, kindCode, parentId }: UnitFacts): UnitFacts {
	return { code, name, kindCode, parentId };
}

/** The day that people see as the last one of a unit or version. */
export function lastDay(validTo: Day): Day {
	return addDays(validTo, -1);
}
