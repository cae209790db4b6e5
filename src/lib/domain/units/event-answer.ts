import type { UnitEventKind } from './unit.ts';

/** By which kinds of events one that has come about can be answered: what it joined is parted, what it ended is established anew. */
const opposites: Readonly<Record<UnitEventKind, readonly UnitEventKind[]>> = {
	ESTABLISH: ['ABOLISH', 'MERGE'],
	MERGE: ['SPLIT', 'ESTABLISH'],
	SPLIT: ['MERGE'],
	RENAME: ['RENAME'],
	MOVE_PARENT: ['MOVE_PARENT'],
	CHANGE_KIND: ['CHANGE_KIND', 'UPGRADE'],
	UPGRADE: ['CHANGE_KIND'],
	ABOLISH: ['ESTABLISH', 'SPLIT']
};

/** The first is what people mean most often. */
export function answersTo(kind: UnitEventKind): readonly UnitEventKind[] {
	return opposites[kind];
}

/** Whether an event can answer another: the opposite kind, about a unit that the other left behind, or establishing what it ended. */
export function canAnswer(
	answered: { readonly kind: UnitEventKind; readonly left: readonly string[] },
	answer: { readonly kind: UnitEventKind; readonly from: readonly string[] }
): boolean {
	if (!opposites[answered.kind].includes(answer.kind)) return false;
	return answer.kind === 'ESTABLISH' || answer.from.some((unitId) => answered.left.includes(unitId));
}
