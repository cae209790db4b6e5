import type { Day } from '#lib/domain/shared/day.ts';
import {
	adoptionStateOf,
	behindOf,
	isAdoptionState,
	type AdoptionFacts,
	type AdoptionState,
	type Behind,
	type ModelFacts
} from './adoption-state.ts';

/** Columns, rows and cells of the adoption matrix, from plain facts. */
export type MatrixModel = ModelFacts & { readonly id: string; readonly documentId: string };
export type MatrixUnit = { readonly unitId: string; readonly name: string; readonly code: string; readonly kindCode: string };

export type Cell = {
	readonly modelId: string;
	readonly state: AdoptionState;
	readonly behind: Behind | null;
	/** Why the model does not apply. */
	readonly reason: string | null;
};
export type MatrixRow<Unit extends MatrixUnit = MatrixUnit> = {
	readonly unit: Unit;
	readonly cells: readonly Cell[];
	/** In force by the newest version of the model. */
	readonly done: number;
	/** Models that concern the unit. */
	readonly of: number;
	/** Cells past their due day. */
	readonly late: number;
	readonly behind: number;
};

export type MatrixFilter = {
	/** Rows that have such a cell. */
	readonly state: AdoptionState | 'late' | null;
};

/** @param adoptionOf what a unit did with a model; null: nothing */
export function matrixRows<Unit extends MatrixUnit>(
	models: readonly MatrixModel[],
	units: readonly Unit[],
	adoptionOf: (unitId: string, documentId: string) => AdoptionFacts | null,
	today: Day
): MatrixRow<Unit>[] {
	return units.map((unit) => {
		const cells = models.map((model): Cell => {
			const adoption = adoptionOf(unit.unitId, model.documentId);
			const state = adoptionStateOf(model, unit.kindCode, adoption);
			return {
				modelId: model.id,
				state,
				behind: state === 'behind' && adoption ? behindOf(model, adoption) : null,
				reason: state === 'not_applicable' ? (adoption?.notApplicableReason ?? null) : null
			};
		});
		const count = (test: (cell: Cell) => boolean) => cells.filter(test).length;
		return {
			unit,
			cells,
			done: count(isDone),
			of: count(concerns),
			late: count((cell) => isLate(cell, today)),
			behind: count(({ state }) => state === 'behind')
		};
	});
}

export const isDone = (cell: Cell) => cell.state === 'as_is' || cell.state === 'local_change';
export const concerns = (cell: Cell) => cell.state !== 'not_applicable' && cell.state !== 'other_kind';
export const isLate = (cell: Cell, today: Day) => cell.behind !== null && cell.behind.due < today;

/** Who needs to be asked first: most late, then most behind, then least done; equal ones stay in their order. */
export function lateFirst<Unit extends MatrixUnit>(rows: readonly MatrixRow<Unit>[]): MatrixRow<Unit>[] {
	const share = (row: MatrixRow) => (row.of === 0 ? 1 : row.done / row.of);
	return [...rows].sort((a, b) => b.late - a.late || b.behind - a.behind || share(a) - share(b));
}

export function hasCell(row: MatrixRow, filter: MatrixFilter, today: Day): boolean {
	const { state } = filter;
	if (state === null) return true;
	return row.cells.some((cell) => (state === 'late' ? isLate(cell, today) : cell.state === state));
}

export function readState(text: string | null): MatrixFilter['state'] {
	if (text === 'late') return 'late';
	return text !== null && isAdoptionState(text) ? text : null;
}

/** Per model: how many of the units that it concerns have its newest version in force. */
export function columnShare(rows: readonly MatrixRow[], index: number): { done: number; of: number } {
	const cells = rows.flatMap((row) => row.cells[index] ?? []);
	return { done: cells.filter(isDone).length, of: cells.filter(concerns).length };
}
