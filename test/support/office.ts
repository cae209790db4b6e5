import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { officeProgram } from '#lib/server/files/office.ts';

/** What LibreOffice Calc makes of a spreadsheet: a PDF of its sheets. It asks nothing and repairs nothing; what it cannot read gives no file. */
export async function sheetToPdf(file: string): Promise<Buffer> {
	const program = officeProgram();
	if (!program) throw new Error('LibreOffice is not installed');
	const folder = path.dirname(file);
	const args = [
		`-env:UserInstallation=file://${folder}/office-profile`,
		'--headless',
		'--norestore',
		'--convert-to',
		'pdf',
		'--outdir',
		folder,
		file
	];
	await promisify(execFile)(program, args, { env: { HOME: folder, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' } });
	return readFile(path.join(folder, `${path.parse(file).name}.pdf`));
}
