import { keptTable } from '#lib/server/files/kept-table.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { importPeople, maySeeImport, type ImportPeopleReport } from './import.ts';

export type PeopleImportPage = { preview: { file: string; fileName: string; report: ImportPeopleReport } | null };

/**
 * What the page of the import shows: nothing yet, or the dry run of a kept file.
 * @throws Forbidden for who appoints nobody; NotFound `upload_gone`
 */
export async function peopleImportPage(ctx: Ctx, tools: UploadTools, file: string | null): Promise<PeopleImportPage> {
	refuseOthers(ctx);
	if (file === null) return { preview: null };
	const { fileName, table } = await keptTable(ctx, tools, file);
	return { preview: { file, fileName, report: await importPeople(ctx, { rows: table.rows, dryRun: true, fileName }) } };
}

/** Brings in the file of a dry run. @throws as `importPeople`; NotFound `upload_gone` */
export async function commitPeopleImport(ctx: Ctx, tools: UploadTools, file: string): Promise<ImportPeopleReport> {
	const { fileName, table } = await keptTable(ctx, tools, file);
	return importPeople(ctx, { rows: table.rows, dryRun: false, fileName });
}

/** Asked before a byte of a file is read. @throws Forbidden */
export function refuseOthers(ctx: Ctx): void {
	if (!maySeeImport(ctx)) throw new Forbidden();
}
