import path from 'node:path';
import { isDay } from '#lib/domain/shared/day.ts';
import { today } from '#lib/server/platform/context.ts';
import { importUnits as runImport, type ImportReport } from '#lib/server/units/import.ts';
import { UsageError, type Command, type Tools } from './command.ts';
import { asOperator } from './operator.ts';
import { readRows } from './table-file.ts';

export const importUnits: Command = {
	name: 'import units',
	summary: 'Bring a list of units (TSV, CSV or XLSX) into the tree: all of it, or nothing',
	details: [
		'The first line names the columns: code, name, kind, parent, and if wanted validFrom and legalBasis.',
		'Units are known by their code on the day; new ones begin, changed ones get a new version, the rest stays.'
	].join('\n'),
	arguments: ['FILE'],
	options: {
		'valid-from': { type: 'string', value: 'YYYY-MM-DD', description: 'the day from which rows hold that name none; today if not given' },
		'legal-basis': { type: 'string', value: 'TEXT', description: 'the decision, for rows that name none' },
		'dry-run': { type: 'boolean', description: 'only say what would happen' }
	},
	async run(tools) {
		const file = tools.values.argument(0);
		const rows = await readRows(file);
		const report = await asOperator(tools, (ctx) => {
			const validFrom = tools.values.optional('valid-from') ?? today(ctx);
			if (!isDay(validFrom)) throw new UsageError('--valid-from must be a day like 2025-07-01');
			return runImport(ctx, {
				rows,
				validFrom,
				dryRun: tools.values.flag('dry-run'),
				legalBasis: tools.values.optional('legal-basis') ?? null,
				fileName: path.basename(file)
			});
		});
		return tell(tools, report);
	}
};

function tell({ print, note }: Tools, report: ImportReport): number {
	for (const { line, column, reason, value } of report.errors) print(`row ${line}\t${column ?? ''}\t${reason}\t${value}`);
	if (report.errors.length > 0) {
		note(`${report.errors.length} faults in ${report.total} rows; nothing was written.`);
		return 1;
	}
	const { create, rename, move, change_kind: changeKind, same } = report.counts;
	print(
		`${create} new, ${rename} renamed, ${move} moved, ${changeKind} of another kind, ${same} unchanged, ${report.untouched} not in the file`
	);
	note(report.committed ? 'Written.' : 'A dry run; nothing was written.');
	return 0;
}
