import type { ImportColumn, ImportReason } from '#lib/domain/units/import-rows.ts';
import type { PlannedChange } from '#lib/domain/units/import-plan.ts';
import type { UnitEventKind } from '#lib/domain/units/unit.ts';
import type { IconName } from '#lib/components/ui/icons.ts';
import * as m from '#lib/paraglide/messages.js';

type Word = () => string;

export const eventNames: Record<UnitEventKind, Word> = {
	ESTABLISH: m.units_event_ESTABLISH,
	MERGE: m.units_event_MERGE,
	SPLIT: m.units_event_SPLIT,
	RENAME: m.units_event_RENAME,
	MOVE_PARENT: m.units_event_MOVE_PARENT,
	CHANGE_KIND: m.units_event_CHANGE_KIND,
	UPGRADE: m.units_event_UPGRADE,
	ABOLISH: m.units_event_ABOLISH
};

export const eventHelp: Record<UnitEventKind, Word> = {
	ESTABLISH: m.units_event_help_ESTABLISH,
	MERGE: m.units_event_help_MERGE,
	SPLIT: m.units_event_help_SPLIT,
	RENAME: m.units_event_help_RENAME,
	MOVE_PARENT: m.units_event_help_MOVE_PARENT,
	CHANGE_KIND: m.units_event_help_CHANGE_KIND,
	UPGRADE: m.units_event_help_UPGRADE,
	ABOLISH: m.units_event_help_ABOLISH
};

export const eventIcons: Record<UnitEventKind, IconName> = {
	ESTABLISH: 'plus',
	MERGE: 'swap',
	SPLIT: 'diff',
	RENAME: 'pencil',
	MOVE_PARENT: 'org',
	CHANGE_KIND: 'layers',
	UPGRADE: 'up',
	ABOLISH: 'ban'
};

type Names = { from: string; to: string };

const lines: Record<UnitEventKind, (names: Names) => string> = {
	ESTABLISH: m.units_line_ESTABLISH,
	MERGE: m.units_line_MERGE,
	SPLIT: m.units_line_SPLIT,
	RENAME: m.units_line_RENAME,
	MOVE_PARENT: m.units_line_MOVE_PARENT,
	CHANGE_KIND: m.units_line_CHANGE_KIND,
	UPGRADE: m.units_line_UPGRADE,
	ABOLISH: m.units_line_ABOLISH
};

/** An event in one sentence with the names of that time. */
export function eventLine(event: { kind: UnitEventKind; from: readonly { name: string }[]; to: readonly { name: string }[] }): string {
	const names = { from: listOf(event.from), to: listOf(event.to) };
	if (event.kind === 'ABOLISH' && event.to.length > 0) return m.units_line_ABOLISH_to(names);
	return lines[event.kind](names);
}

function listOf(units: readonly { name: string }[]): string {
	return units.map((unit) => unit.name).join(', ');
}

export const columnNames: Record<ImportColumn, Word> = {
	code: m.units_column_code,
	name: m.units_column_name,
	kind: m.units_column_kind,
	parent: m.units_column_parent,
	validFrom: m.units_column_validFrom,
	legalBasis: m.units_column_legalBasis
};

export const reasonWords: Record<ImportReason, Word> = {
	column_missing: m.units_reason_column_missing,
	column_twice: m.units_reason_column_twice,
	required: m.units_reason_required,
	formula: m.units_reason_formula,
	code_form: m.units_reason_code_form,
	code_twice: m.units_reason_code_twice,
	code_used_later: m.units_reason_code_used_later,
	name_too_long: m.units_reason_name_too_long,
	basis_too_long: m.units_reason_basis_too_long,
	kind_unknown: m.units_reason_kind_unknown,
	parent_missing: m.units_reason_parent_missing,
	parent_ends: m.units_reason_parent_ends,
	parent_self: m.units_reason_parent_self,
	parent_loop: m.units_reason_parent_loop,
	bad_date: m.units_reason_bad_date,
	changed_later: m.units_reason_changed_later
};

export const changeWords: Record<PlannedChange | 'create', Word> = {
	create: m.units_import_count_create,
	rename: m.units_import_count_rename,
	move: m.units_import_count_move,
	change_kind: m.units_import_count_change_kind
};
