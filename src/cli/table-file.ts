import path from 'node:path';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { FileRefusal } from '#lib/server/files/rules.ts';
import { readTableFile } from '#lib/server/files/table.ts';
import { UsageError } from './command.ts';
import { fromCaller } from './operator.ts';

/** The rows of a TSV, CSV or XLSX that the operator named. @throws UsageError when it is not there or no table */
export async function readRows(file: string): Promise<readonly TableRow[]> {
	try {
		return (await readTableFile({ path: fromCaller(file), fileName: path.basename(file) })).rows;
	} catch (error) {
		if (error instanceof FileRefusal) throw new UsageError(`${file} cannot be read as a table: ${error.code}`);
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new UsageError(`there is no file ${file}`);
		throw error;
	}
}
