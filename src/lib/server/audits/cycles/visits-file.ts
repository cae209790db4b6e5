import { writtenDay, type UnitAssignment } from '#lib/domain/audits/cycle-forms.ts';
import { byPlainName, plainName, readHead } from '#lib/domain/shared/table-head.ts';
import { isDay, fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { writeSheet } from '#lib/server/files/sheet.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { loadCycle } from './facts.ts';
import { assignUnits } from './units.ts';

const columns = ['unit', 'team', 'visit'] as const;
type Column = (typeof columns)[number];
const names = byPlainName<Column>(
	{ unit: ['ma don vi', 'ma', 'code', 'unit code'], team: ['doan', 'ten doan'], visit: ['ngay kiem tra', 'ngay', 'visit day', 'date'] },
	columns
);

/**
 * Takes teams and days from a table with the columns unit code, team and day (dd/mm/yyyy or yyyy-mm-dd); all or nothing. Empty cells take away.
 * @throws Invalid `file: visits_faults:<lines>` naming the lines that are wrong; as `assignUnits`
 */
export async function importVisits(ctx: Ctx, input: { cycleId: string; rows: readonly TableRow[] }): Promise<{ changed: number }> {
	const { cycle } = await loadCycle(ctx, input.cycleId);
	authorize(ctx, 'cycle.manage');
	if (cycle.state !== 'draft') throw new Conflict('cycle_not_draft');
	const { places, faults } = readHead(input.rows[0], names, ['unit']);
	if (faults.length > 0) throw new Invalid({ file: 'visits_head' });
	const units = new Map((await readUnits(ctx, today(ctx))).map(({ unitId, code }) => [code.toUpperCase(), unitId]));
	const teams = new Map(cycle.cycleTeamCycle.map(({ id, name }) => [plainName(name), id]));
	const wrong: number[] = [];
	const assigned: UnitAssignment[] = [];
	for (const { line, cells } of input.rows.slice(1)) {
		const cell = (column: Column) => cells[places.get(column) ?? -1] ?? '';
		const unitId = units.get(cell('unit').toUpperCase());
		const teamId = cell('team') === '' ? null : teams.get(plainName(cell('team')));
		const visitOn = dayIn(cell('visit'));
		if (unitId === undefined || teamId === undefined || visitOn === undefined) wrong.push(line);
		else assigned.push({ unitId, teamId, visitOn });
	}
	if (wrong.length > 0) throw new Invalid({ file: `visits_faults:${wrong.slice(0, 20).join(', ')}` });
	return assignUnits(ctx, { cycleId: cycle.id, rows: assigned });
}

/** Null for none, undefined for what is no day. */
function dayIn(text: string): string | null | undefined {
	if (text === '') return null;
	const written = writtenDay(text);
	return isDay(written) ? written : undefined;
}

/** The units of a draft as the table that `importVisits` reads. @throws NotFound; Forbidden */
export async function visitsSheet(ctx: Ctx, cycleId: string): Promise<{ bytes: Uint8Array; fileName: string }> {
	const { cycle } = await loadCycle(ctx, cycleId);
	authorize(ctx, 'cycle.manage');
	const rows = await ctx.db.cycleUnit.findMany({
		where: { cycleId: cycle.id },
		select: { unitId: true, visitOn: true, team: { select: { name: true } } }
	});
	const byUnit = new Map(rows.map((row) => [row.unitId, row]));
	const units = (await readUnits(ctx, today(ctx))).filter(({ unitId }) => byUnit.has(unitId));
	const at = { locale: ctx.locale };
	const visitOf = (unitId: string) => fromDbDate(byUnit.get(unitId)?.visitOn ?? null);
	const bytes = await writeSheet(
		units,
		[
			{ header: m.cycles_column_code({}, at), value: (unit) => unit.code, width: 18 },
			{ header: m.cycles_column_unit({}, at), value: (unit) => unit.name, width: 40 },
			{ header: m.cycles_column_team({}, at), value: (unit) => byUnit.get(unit.unitId)?.team?.name ?? '', width: 18 },
			{
				header: m.cycles_column_visit({}, at),
				value: (unit) => {
					const day = visitOf(unit.unitId);
					return day === null ? '' : formatDay(day);
				},
				width: 16
			}
		],
		cycle.number
	);
	return { bytes, fileName: `${cycle.number}.xlsx` };
}
