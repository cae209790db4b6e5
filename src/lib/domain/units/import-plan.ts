import type { Day } from '#lib/domain/shared/day.ts';
import type { ImportColumn, ImportError, ImportReason, ImportRow } from './import-rows.ts';
import type { UnitFacts } from './unit.ts';

/** A version of a unit that the database has, for planning; empty ranges left out. */
export type KnownVersion = UnitFacts & { readonly unitId: string; readonly validFrom: Day; readonly validTo: Day | null };

/** What a row does to the unit of its code. */
export type PlannedChange = 'rename' | 'move' | 'change_kind';

export type PlannedRow = {
	readonly row: ImportRow;
	readonly act: 'create' | 'change' | 'same';
	readonly changes: readonly PlannedChange[];
	/** The version that the unit has on the row's day; null for a new unit. */
	readonly before: KnownVersion | null;
	/** Code and name of the parents, for the report; null: none. */
	readonly parentBefore: string | null;
};

export type ImportPlan = {
	readonly rows: readonly PlannedRow[];
	readonly errors: readonly ImportError[];
	readonly counts: Readonly<Record<'create' | 'rename' | 'move' | 'change_kind' | 'same', number>>;
	/** Units of the day of the import that the file does not name; an import leaves them as they are. */
	readonly untouched: number;
};

type Found = { readonly versions: readonly KnownVersion[]; on(day: Day): KnownVersion | null };

/**
 * What an import would do, row by row, and every reason why it cannot. A row finds its unit by the code on the row's day. Parents
 * may stand anywhere in the file or in the database. An import never ends a unit: that is an event with a decision.
 * @param faulty codes of rows that could not be read: they are named here so that their children are not blamed as well
 */
export function planImport(
	rows: readonly ImportRow[],
	known: readonly KnownVersion[],
	day: Day,
	faulty: ReadonlySet<string> = new Set()
): ImportPlan {
	const byCode = Map.groupBy(known, (version) => version.code);
	const byUnit = Map.groupBy(known, (version) => version.unitId);
	const inFile = new Map(rows.map((row) => [row.code, row]));
	const errors: ImportError[] = [];
	const planned: PlannedRow[] = [];
	for (const row of rows) {
		const fail = (column: ImportColumn, reason: ImportReason, value: string) => errors.push({ line: row.line, column, reason, value });
		const found = at(byCode.get(row.code) ?? []);
		const before = found.on(row.validFrom);
		const later = found.versions.find((version) => version.validFrom > row.validFrom);
		if (!before && later) fail('code', 'code_used_later', later.validFrom);
		if (row.parentCode !== null && !faulty.has(row.parentCode)) checkParent(row, row.parentCode, inFile, byCode, byUnit, fail);
		const parentBefore = before?.parentId ? codeOf(byUnit.get(before.parentId) ?? [], row.validFrom) : null;
		const changes = before ? changesOf(row, before, parentBefore) : [];
		if (before && changes.length > 0) {
			const next = (byUnit.get(before.unitId) ?? []).find((version) => version.validFrom > row.validFrom);
			const end = next?.validFrom ?? before.validTo;
			if (end !== null) fail('code', 'changed_later', end);
		}
		planned.push({ row, before, parentBefore, changes, act: before ? (changes.length > 0 ? 'change' : 'same') : 'create' });
	}
	errors.push(...loops(rows, inFile, byCode, byUnit));
	errors.sort((a, b) => a.line - b.line);
	return { rows: planned, errors, counts: count(planned), untouched: untouched(known, inFile, day) };
}

function checkParent(
	row: ImportRow,
	parentCode: string,
	inFile: ReadonlyMap<string, ImportRow>,
	byCode: ReadonlyMap<string, readonly KnownVersion[]>,
	byUnit: ReadonlyMap<string, readonly KnownVersion[]>,
	fail: (column: ImportColumn, reason: ImportReason, value: string) => void
): void {
	if (parentCode === row.code) {
		fail('parent', 'parent_self', parentCode);
		return;
	}
	const known = at(byCode.get(parentCode) ?? []).on(row.validFrom);
	const inTime = (inFile.get(parentCode)?.validFrom ?? '9999') <= row.validFrom;
	if (!known) {
		if (!inTime) fail('parent', 'parent_missing', parentCode);
		return;
	}
	const last = (byUnit.get(known.unitId) ?? []).map((version) => version.validTo).sort(latestFirst)[0];
	if (typeof last === 'string') fail('parent', 'parent_ends', last);
}

/** No end comes after every day. */
function latestFirst(a: Day | null, b: Day | null): number {
	return (b ?? '9999').localeCompare(a ?? '9999');
}

function changesOf(row: ImportRow, before: KnownVersion, parentBefore: string | null): PlannedChange[] {
	const changes: PlannedChange[] = [];
	if (before.name !== row.name) changes.push('rename');
	if (parentBefore !== row.parentCode) changes.push('move');
	if (before.kindCode !== row.kindCode) changes.push('change_kind');
	return changes;
}

/** Rows whose chain of parents comes back to themselves, through the file first and the database else. */
function loops(
	rows: readonly ImportRow[],
	inFile: ReadonlyMap<string, ImportRow>,
	byCode: ReadonlyMap<string, readonly KnownVersion[]>,
	byUnit: ReadonlyMap<string, readonly KnownVersion[]>
): ImportError[] {
	const parentOf = (code: string, day: Day): string | null => {
		const row = inFile.get(code);
		if (row) return row.parentCode;
		const parentId = at(byCode.get(code) ?? []).on(day)?.parentId ?? null;
		return parentId === null ? null : codeOf(byUnit.get(parentId) ?? [], day);
	};
	const done = new Set<string>();
	const errors: ImportError[] = [];
	for (const { code: start, validFrom } of rows) {
		const path = new Set<string>();
		let code: string | null = start;
		while (code !== null && !done.has(code) && !path.has(code)) {
			path.add(code);
			code = parentOf(code, validFrom);
		}
		const walked = [...path];
		const loop = code !== null && path.has(code) ? walked.slice(walked.indexOf(code)) : [];
		for (const member of loop.length > 1 ? loop : []) {
			const row = inFile.get(member);
			if (row) errors.push({ line: row.line, column: 'parent', reason: 'parent_loop', value: row.parentCode ?? '' });
		}
		for (const passed of walked) done.add(passed);
	}
	return errors;
}

function at(versions: readonly KnownVersion[]): Found {
	return { versions, on: (day) => versions.find((version) => isOn(version, day)) ?? null };
}

function isOn(version: KnownVersion, day: Day): boolean {
	return version.validFrom <= day && (version.validTo === null || day < version.validTo);
}

function codeOf(versions: readonly KnownVersion[], day: Day): string | null {
	return versions.find((version) => isOn(version, day))?.code ?? null;
}

function count(rows: readonly PlannedRow[]): ImportPlan['counts'] {
	const has = (change: PlannedChange) => rows.filter((row) => row.changes.includes(change)).length;
	return {
		create: rows.filter((row) => row.act === 'create').length,
		rename: has('rename'),
		move: has('move'),
		change_kind: has('change_kind'),
		same: rows.filter((row) => row.act === 'same').length
	};
}

function untouched(known: readonly KnownVersion[], inFile: ReadonlyMap<string, ImportRow>, day: Day): number {
	return known.filter((version) => isOn(version, day) && !inFile.has(version.code)).length;
}
