import type { Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import type { EventTarget } from '#lib/domain/units/event-rules.ts';
import type { UnitOnDay } from '#lib/domain/units/unit.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { applyUnitEvent, type UnitEventInput } from '#lib/server/units/apply-event.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';

/*
 * Replays `data/unit-events.tsv`: what really happened to the communes of the province from 2020 to 2025, 262 to 69. The file keeps
 * one row per pair of old and new unit, with the codes of the statistics office, which change by themselves between two lists
 * (domain.md §6.2), so that a unit is found by its name and district when its code does not fit. A row that cannot be resolved so is reported
 * and not applied, nor is what it holds up; what a person has settled about it, with the reason, is in `data/unit-events-settled.tsv`.
 */
type Row = { line: number; day: Day; event: string; from: Place; to: Place; basis: string };
type FoundRow = Row & { readonly unit: UnitOnDay; readonly endsAlone: boolean };
/** `Phường Đại Nài (Thành phố Hà Tĩnh)` with its number; `district` is empty where the file names none. */
type Place = { number: string; name: string; district: string };

const province = 'UBND-TINH';
/** From that day on the communes stand directly under the province and their codes carry the year. */
const twoTiers: Day = '2025-07-01';
const kindOf: Readonly<Record<string, string>> = { xa: 'COMMUNE', phuong: 'WARD', 'thi tran': 'TOWNSHIP' };
/** What must have happened before what, on one day. What is kept under a parent that ends moves to the province before that ends. */
const order = ['CHANGE_KIND', 'MOVE_PARENT', 'KEEP', 'MERGE', 'SPLIT', 'UPGRADE', 'ABOLISH'];

/** A row that was not applied: the unit by the name in the file, and why not. */
export type NotApplied = { readonly line: number; readonly name: string; readonly why: string };

/** What a person has settled about a row that names no unit of the day: which unit it means, or that it ends without a successor. */
export type Settled = { readonly line: number; readonly unitCode: string; readonly endsAlone: boolean; readonly reason: string };

export type AppliedOnDay = { readonly day: Day; readonly kind: UnitEventInput['kind']; readonly events: number; readonly rows: number };

export type Replayed = {
	readonly rows: number;
	readonly events: number;
	/** What was applied, in order of days. */
	readonly applied: readonly AppliedOnDay[];
	readonly notApplied: readonly NotApplied[];
};

/** How a populated province is replayed: with what the ends of units close, and with the clock of each day. */
export type ReplaySteps = {
	readonly apply?: (ctx: Ctx, event: UnitEventInput) => Promise<unknown>;
	readonly beforeDay?: (day: Day) => Promise<void>;
	readonly afterDay?: (day: Day) => Promise<void>;
	/** Without it rows that cannot be resolved are left out. */
	readonly settled?: readonly Settled[];
};

/** Reads `data/unit-events-settled.tsv`. */
export function readSettled(table: readonly TableRow[]): Settled[] {
	return table.slice(1).map(({ cells: [line = '', unitCode = '', becomes = '', reason = ''] }) => {
		return { line: Number(line), unitCode, endsAlone: becomes === 'ends_alone', reason };
	});
}

/**
 * Applies the rows to a database that holds the units of `data/units.tsv`, each event in a transaction of its own and recorded like
 * any other. Rows about a unit or a successor that cannot be found are not applied, and no parent ends over a unit that they leave standing.
 * @throws Error naming the line of a row that is wrong in itself; what the rules of events refuse
 */
export async function replayUnitEvents(
	ctx: Ctx,
	table: readonly TableRow[],
	onProgress?: (done: number, total: number) => void,
	{ apply = applyUnitEvent, beforeDay, afterDay, settled = [] }: ReplaySteps = {}
): Promise<Replayed> {
	const rows = table.slice(1).map(readRow);
	let [seen, done, events] = [0, 0, 0];
	const applied: AppliedOnDay[] = [];
	const notApplied: NotApplied[] = [];
	for (const [day, ofDay] of [...Map.groupBy(rows, (row) => row.day)].sort(([a], [b]) => a.localeCompare(b))) {
		const sorted = [...ofDay].sort((a, b) => order.indexOf(a.event) - order.indexOf(b.event));
		const groups = Map.groupBy(sorted, groupOf);
		await beforeDay?.(day);
		// Who takes part is looked up in the tree before the day: codes and names pass to other units within it.
		const before = await readUnits(ctx, day);
		const ofKinds = new Map<UnitEventInput['kind'], { events: number; rows: number }>();
		for (const group of groups.values()) {
			const found = group.flatMap((row) => foundIn(before, row, settled, notApplied));
			const event = found.length === 0 ? null : await eventOf(ctx, found, day, before);
			const held = event === null ? null : await applyUnlessHeld(ctx, event, notApplied, apply);
			if (event !== null && held === null) {
				const sum = ofKinds.get(event.kind) ?? { events: 0, rows: 0 };
				ofKinds.set(event.kind, { events: sum.events + 1, rows: sum.rows + found.length });
				events += 1;
				done += found.length;
			} else if (held !== null) notApplied.push(...found.map(({ line, from }) => ({ line, name: from.name, why: held })));
			onProgress?.((seen += group.length), rows.length);
		}
		for (const [kind, sum] of ofKinds) applied.push({ day, kind, ...sum });
		await afterDay?.(day);
	}
	return { rows: done, events, applied, notApplied: notApplied.toSorted((a, b) => a.line - b.line) };
}

/** A row with its unit, as the tree of the day before or a person says; nothing where neither does, which is noted. */
function foundIn(before: readonly UnitOnDay[], row: Row, settled: readonly Settled[], notApplied: NotApplied[]): FoundRow[] {
	const said = settled.find(({ line }) => line === row.line);
	const unit = said ? byCode(before, said.unitCode, row.line) : findUnit(before, row.from);
	const why = !unit ? `no unit is called so` : row.to.number === '?' && !said?.endsAlone ? 'its successor is not known' : null;
	if (unit && why === null) return [{ ...row, unit, endsAlone: said?.endsAlone ?? false }];
	notApplied.push({ line: row.line, name: row.from.name, why: why ?? '' });
	return [];
}

/** Applies an event. Gives what holds it up, where that is a unit which rows that were not applied have left standing beneath one that ends. */
async function applyUnlessHeld(
	ctx: Ctx,
	event: UnitEventInput,
	notApplied: readonly NotApplied[],
	apply: (ctx: Ctx, event: UnitEventInput) => Promise<unknown>
): Promise<string | null> {
	try {
		await apply(ctx, event);
		return null;
	} catch (error) {
		if (!(error instanceof Conflict) || error.code !== 'unit_has_children' || notApplied.length === 0) throw error;
		const beneath = (await readUnits(ctx, event.effectiveOn)).filter(({ parentId }) => parentId !== null && event.from.includes(parentId));
		return `${beneath.map(({ code, name }) => `${code} ${name}`).join(', ')} would stand beneath it`;
	}
}

function readRow({ line, cells }: TableRow): Row {
	const [day = '', event = '', fromNumber = '', fromName = '', toNumber = '', toName = '', basis = ''] = cells;
	return { line, day, event, from: place(fromNumber, fromName), to: place(toNumber, toName), basis };
}

function place(number: string, text: string): Place {
	const [, name = text, district = ''] = /^(.*?)\s*\(([^)]*)\)$/.exec(text) ?? [];
	return { number, name, district };
}

/** Rows that are one act: all that merge into one unit, all parts of one split; the rest stands alone. */
function groupOf(row: Row): string {
	if (row.event === 'MERGE') return `MERGE ${row.to.number} ${row.to.name}`;
	return row.event === 'SPLIT' ? `SPLIT ${row.from.number}` : `${row.event} ${row.line}`;
}

async function eventOf(ctx: Ctx, rows: readonly FoundRow[], day: Day, before: readonly UnitOnDay[]): Promise<UnitEventInput> {
	const [row] = rows;
	if (!row) throw new Error('an event without rows');
	const base = { effectiveOn: day, basis: row.basis };
	const from = rows.map(({ unit }) => unit);
	const first = row.unit;
	switch (row.event) {
		case 'MERGE': {
			if (row.endsAlone) return { ...base, kind: 'ABOLISH', from: [first.unitId], to: [] };
			const target = standing(before, row.to, day);
			// A neighbour that the rows do not name as ending goes on; a merger into one's own code opens a new unit with that code.
			if (target && !from.includes(target)) return { ...base, kind: 'MERGE', from: ids(from), to: [{ unitId: target.unitId }] };
			const heir = from.find((unit) => unit.code === codeOf(row.to.number, '')) ?? first;
			// The heir may have moved to another parent on this day.
			const moved = (await readUnits(ctx, day)).find(({ unitId }) => unitId === heir.unitId) ?? heir;
			return { ...base, kind: 'MERGE', from: ids(from), to: [newUnit(before, row.to, day, moved)] };
		}
		case 'SPLIT': {
			const now = await readUnits(ctx, day);
			return {
				...base,
				kind: 'SPLIT',
				from: [first.unitId],
				to: rows.map((one) => ({ unitId: byCode(now, codeOf(one.to.number, day), one.line).unitId }))
			};
		}
		case 'ABOLISH':
			return {
				...base,
				kind: 'ABOLISH',
				from: [first.unitId],
				to: row.to.number ? [{ unitId: byCode(before, `HU-${row.to.number}`, row.line).unitId }] : []
			};
		case 'KEEP':
			return change(row, first, day, 'MOVE_PARENT', { parentId: byCode(before, province, row.line).unitId });
		case 'MOVE_PARENT':
			return change(row, first, day, 'MOVE_PARENT', { parentId: byName(before, row.to.district, row.line).unitId });
		case 'CHANGE_KIND':
		case 'UPGRADE':
			return change(row, first, day, row.event, { kindCode: kind(row.to) });
		default:
			throw new Error(`Line ${row.line}: unknown event ${row.event}`);
	}
}

function change(
	row: Row,
	unit: UnitOnDay,
	day: Day,
	kind: UnitEventInput['kind'],
	facts: { parentId?: string; kindCode?: string }
): UnitEventInput {
	const to = { unitId: unit.unitId, change: { code: codeOf(row.to.number, day), name: unitName(row.to), ...facts } };
	return { kind, effectiveOn: day, basis: row.basis, from: [unit.unitId], to: [to] };
}

/** A unit of the day before that has number and name of the successor goes on; from the two tiers on all communes are new. */
function standing(units: readonly UnitOnDay[], to: Place, day: Day): UnitOnDay | undefined {
	if (day >= twoTiers) return undefined;
	return units.find((unit) => unit.code === codeOf(to.number, day) && fold(unit.name) === fold(unitName(to)));
}

function newUnit(before: readonly UnitOnDay[], to: Place, day: Day, heir: UnitOnDay): EventTarget {
	const parentId = day >= twoTiers ? byCode(before, province, 0).unitId : heir.parentId;
	return { unitId: null, facts: { code: codeOf(to.number, day), name: unitName(to), kindCode: kind(to), parentId } };
}

/** By number and name, by name within its district, or by a name that one unit alone has. */
function findUnit(units: readonly UnitOnDay[], { number, name, district }: Place): UnitOnDay | undefined {
	const codes = number.split('/').flatMap((one) => [codeOf(one, ''), `HU-${one}`]);
	const named = units.filter((unit) => fold(unit.name) === fold(`UBND ${name}`));
	const parents = district ? units.filter((unit) => fold(unit.name) === fold(`UBND ${district}`)).map((unit) => unit.unitId) : [];
	const inDistrict = named.filter((unit) => unit.parentId !== null && parents.includes(unit.parentId));
	return named.find((unit) => codes.includes(unit.code)) ?? onlyOne(inDistrict) ?? onlyOne(named);
}

function onlyOne(units: readonly UnitOnDay[]): UnitOnDay | undefined {
	return units.length === 1 ? units[0] : undefined;
}

function byCode(units: readonly UnitOnDay[], code: string, line: number): UnitOnDay {
	const found = units.find((unit) => unit.code === code);
	if (!found) throw new Error(`Line ${line}: no unit has the code ${code}`);
	return found;
}

function byName(units: readonly UnitOnDay[], name: string, line: number): UnitOnDay {
	const found = units.find((unit) => fold(unit.name) === fold(`UBND ${name}`));
	if (!found) throw new Error(`Line ${line}: no unit is called ${name}`);
	return found;
}

function codeOf(number: string, day: Day): string {
	return `XA-${number}${day >= twoTiers ? '@2025' : ''}`;
}

/** `Xã Đồng Môn` as `UBND xã Đồng Môn`. */
function unitName({ name }: Place): string {
	return `UBND ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function kind({ name }: Place): string {
	const found = Object.entries(kindOf).find(([word]) => fold(name).startsWith(`${word} `));
	if (!found) throw new Error(`No kind of unit is called as in "${name}"`);
	return found[1];
}

function ids(units: readonly UnitOnDay[]): string[] {
	return units.map((unit) => unit.unitId);
}
