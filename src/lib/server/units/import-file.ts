import { addMonths, isDay, type Day } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { keptTable } from '#lib/server/files/kept-table.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { importUnits, type ImportReport } from './import.ts';

/** An import between its upload and its commit: the kept file and what holds for all rows. */
export type ImportStep = { uploadId: string; validFrom: Day; legalBasis: string | null };

export type ImportPreview = ImportStep & {
	fileName: string;
	report: ImportReport;
	/** Names of kinds, for the report. */
	kinds: Readonly<Record<string, string>>;
};

/**
 * What the page of the import shows: nothing yet, or the dry run of a kept file.
 * @throws Forbidden for everybody but those who manage units; NotFound `upload_gone`
 */
export async function importPage(
	ctx: Ctx,
	tools: UploadTools,
	asked: { file: string | null; from: string | null; basis: string | null }
): Promise<{ preview: ImportPreview | null; today: Day }> {
	authorize(ctx, 'unit.manage');
	if (asked.file === null) return { preview: null, today: today(ctx) };
	const validFrom = checkDay(ctx, asked.from ?? '');
	const { fileName, table } = await keptTable(ctx, tools, asked.file);
	const legalBasis = asked.basis?.trim().slice(0, 300) || null;
	const report = await importUnits(ctx, { rows: table.rows, validFrom, legalBasis, dryRun: true });
	const rows = await ctx.db.unitKind.findMany({ select: { code: true, nameVi: true, nameEn: true } });
	const kinds = Object.fromEntries(rows.map((kind) => [kind.code, ctx.locale === 'en' ? kind.nameEn : kind.nameVi]));
	return { preview: { uploadId: asked.file, validFrom, legalBasis, fileName, report, kinds }, today: today(ctx) };
}

/** Commits the file of a dry run. @throws as `importUnits`; NotFound `upload_gone` */
export async function commitImport(ctx: Ctx, tools: UploadTools, step: ImportStep & { expected: string }): Promise<ImportReport> {
	authorize(ctx, 'unit.manage');
	const { fileName, table } = await keptTable(ctx, tools, step.uploadId);
	return importUnits(ctx, {
		rows: table.rows,
		fileName,
		validFrom: checkDay(ctx, step.validFrom),
		legalBasis: step.legalBasis,
		expected: step.expected,
		dryRun: false
	});
}

/** A day far ahead is a slip of the finger, and a unit that begins then could not be changed before. @throws Invalid */
function checkDay(ctx: Ctx, day: string): Day {
	if (!isDay(day) || day > addMonths(today(ctx), 24)) throw new Invalid({ validFrom: 'day_invalid' });
	return day;
}
