import path from 'node:path';
import { importDocuments as runImport, type ImportDocumentsReport } from '#lib/server/documents/import/import.ts';
import { systemContext } from '#lib/server/runtime.ts';
import { unitsOn } from '#lib/server/units/units-on-day.ts';
import { UsageError, type Command, type Tools } from './command.ts';
import { inNameOf } from './in-name-of.ts';
import { fromCaller } from './operator.ts';
import { readRows } from './table-file.ts';

export const importDocuments: Command = {
	name: 'import documents',
	summary: 'Create the documents of a list (TSV, CSV or XLSX), each with its files as the draft of a first version',
	details: [
		'The first line names the columns: kind, code, title, file (a PDF) or source (DOCX, XLSX, ODT) or both, and if wanted class,',
		'parent (a code of the list or of the unit) and summary. Paths go on from the folder of the list; nothing outside it is read.',
		'All rows and files are checked before the first is created. Started again it goes on: what is there with the same files stays.'
	].join('\n'),
	arguments: ['FILE'],
	options: {
		unit: { type: 'string', value: 'CODE', description: 'the unit whose documents they are', required: true },
		as: { type: 'string', value: 'EMAIL', description: 'who creates them: an officer of the unit', required: true },
		'dry-run': { type: 'boolean', description: 'only say what would happen' }
	},
	async run(tools) {
		const { values, signal } = tools;
		const file = values.argument(0);
		const rows = await readRows(file);
		const runtime = await tools.runtime();
		const ctx = await inNameOf(systemContext(runtime), values.text('as'));
		const code = values.text('unit').toUpperCase();
		const unit = (await unitsOn(ctx)).find((one) => one.code === code);
		if (!unit) throw new UsageError(`there is no unit ${code} today`);
		const report = await runImport(ctx, runtime.tools, {
			unitId: unit.unitId,
			rows,
			folder: path.dirname(fromCaller(file)),
			dryRun: values.flag('dry-run'),
			signal,
			onProgress: progressOn(tools)
		});
		return tell(tools, report, values.flag('dry-run'));
	}
};

/** A line a second, and the last. */
function progressOn({ note }: Tools) {
	let last = 0;
	return (stage: 'checked' | 'created', done: number, total: number) => {
		if (performance.now() - last < 1000 && done < total) return;
		last = performance.now();
		note(`${done} of ${total} ${stage}`);
	};
}

function tell({ print, note }: Tools, { faults, written, total, documents }: ImportDocumentsReport, dryRun: boolean): number {
	for (const { line, code, outcome, title } of documents) if (outcome !== 'left') print(`row ${line}\t${code}\t${outcome}\t${title}`);
	for (const { line, column, reason, value } of faults) print(`row ${line}\t${column ?? ''}\t${reason}\t${value}`);
	const count = (wanted: string) => documents.filter(({ outcome }) => outcome === wanted).length;
	if (faults.length > 0) {
		note(
			`${faults.length} faults in ${total} rows; ${written ? 'rows before them were created: put it right and start again' : 'nothing was created'}.`
		);
		return 1;
	}
	note(`${count('new')} ${dryRun ? 'would be' : ''} created, ${count('there')} were there already with the same files.`.replace('  ', ' '));
	return 0;
}
