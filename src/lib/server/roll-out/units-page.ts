import { byPlainName, readHead } from '#lib/domain/shared/table-head.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { loadWave } from './facts.ts';
import type { NamedUnit } from './units.ts';
import { aboutWave } from './wave-page.ts';

const columns = ['code', 'group'] as const;
type Column = (typeof columns)[number];
const names = byPlainName<Column>({ code: ['ma don vi', 'ma', 'unit code'], group: ['nhom'] }, columns);

/** The form that adds units: kinds with how many units of today each has, and groups. @throws NotFound; Forbidden; Conflict `wave_closed` */
export async function unitsPage(ctx: Ctx, waveId: string) {
	const wave = await loadWave(ctx, waveId);
	authorize(ctx, 'roll_out.manage');
	if (wave.state === 'closed') throw new Conflict('wave_closed');
	const kinds = Map.groupBy(await readUnits(ctx, today(ctx)), (unit) => unit.kindCode);
	const groups = await ctx.db.rollOutGroup.findMany({ orderBy: { sortOrder: 'asc' } });
	return {
		wave: aboutWave(wave),
		kinds: [...kinds].map(([value, units]) => ({ value, label: `${units[0]?.kindName ?? value} (${units.length})` })),
		groups: groups.map(({ code, nameVi, nameEn }) => ({ value: code, label: ctx.locale === 'en' ? nameEn : nameVi }))
	};
}

/** Codes and groups of a table as roll-out-wave-143.tsv has them; other columns are left alone. @throws Invalid `file: column_code_missing` */
export function readUnitsFile(rows: readonly TableRow[]): NamedUnit[] {
	const { places, faults } = readHead(rows[0], names, ['code']);
	if (faults.length > 0) throw new Invalid({ file: 'column_code_missing' });
	return rows.slice(1).flatMap(({ cells }) => {
		const cell = (column: Column) => cells[places.get(column) ?? -1] ?? '';
		return cell('code') === '' ? [] : [{ code: cell('code'), groupCode: cell('group') || null }];
	});
}
