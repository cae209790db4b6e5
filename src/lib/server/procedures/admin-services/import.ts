import { createHash } from 'node:crypto';
import { readServiceRows, type ServiceFault, type ServiceRow } from '#lib/domain/procedures/admin-services/import-rows.ts';
import { sameSubstance, serviceCodeKey } from '#lib/domain/procedures/admin-services/service.ts';
import { addMonths, isDay, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { keptTable } from '#lib/server/files/kept-table.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addRow, createRow, lastRows, sameText, textForTrail, type StoredRow } from './rows.ts';
import { tellOfChange } from './tell.ts';

export type ImportServices = {
	/** Lines of a table whose first one names the columns. */
	rows: readonly TableRow[];
	/** From when rows without a day of their own hold. */
	validFrom: Day;
	/** Only says what would happen. */
	dryRun: boolean;
	fileName: string;
	/** `digest` of the dry run that a person saw; when the outcome would differ now, nothing is written. */
	expected?: string;
	/** Made up for the demo. */
	isSample?: boolean;
};

export type ServiceChange = {
	readonly line: number;
	readonly code: string;
	readonly name: string;
	readonly validFrom: Day;
	readonly act: 'create' | 'change';
	/** Decision or limit differ: units will be out of date. */
	readonly substantive: boolean;
	readonly before: ReturnType<typeof textForTrail> | null;
	readonly after: ReturnType<typeof textForTrail>;
};

export type ServiceImportReport = {
	readonly committed: boolean;
	/** By line; nothing is written while there is one. */
	readonly faults: readonly ServiceFault[];
	readonly total: number;
	readonly same: number;
	readonly changes: readonly ServiceChange[];
	readonly digest: string;
};

type Planned = { readonly row: ServiceRow; readonly serviceId: string | null; readonly before: StoredRow | null };

/**
 * Brings a list into the catalogue: all of it or, with any fault, nothing. Services are known by their code; new ones begin, those whose
 * row differs get another dated row, the rest stays, so that a second import of one file changes nothing and records nothing. Services
 * that are not in the file stay. Recorded as one act in the province's chain, and officers are told of changed decisions and limits.
 * @throws Forbidden; Invalid `validFrom`; Conflict `stale` when the outcome is no longer the expected one
 */
export function importServices(ctx: Ctx, input: ImportServices): Promise<ServiceImportReport> {
	return transaction(
		ctx,
		async (ctx) => {
			const role = authorize(ctx, 'admin_service.manage');
			const day = today(ctx);
			if (!isDay(input.validFrom) || input.validFrom > addMonths(day, 24)) throw new Invalid({ validFrom: 'day_invalid' });
			const kinds = await ctx.db.unitKind.findMany({ select: { code: true, nameVi: true, nameEn: true } });
			const { rows, faults } = readServiceRows(input.rows, kinds, input.validFrom, day);
			const planned = await plan(ctx, rows);
			const acting = planned.filter(({ row, before }) => !before || !holds(before, row));
			faults.push(...acting.flatMap((one) => dayFaults(one, day)));
			const report = reportOf(input, faults, planned.length - acting.length, acting);
			if (input.dryRun || faults.length > 0) return report;
			if (input.expected !== undefined && input.expected !== report.digest) throw new Conflict('stale');
			if (acting.length === 0) return { ...report, committed: true };
			for (const one of acting) await write(ctx, one, input.isSample ?? false);
			await record(ctx, {
				event: 'admin_service.import',
				subjectType: 'import',
				subjectId: 'admin_services',
				unitId: null,
				role,
				after: {
					fileName: input.fileName,
					validFrom: input.validFrom,
					services: report.changes.map(({ line, code, act, before, after }) => ({ line, code, act, ...(before ? { before } : {}), after }))
				}
			});
			return { ...report, committed: true };
		},
		{ timeoutMs: 120_000 }
	);
}

export type ServiceImportPage = {
	readonly today: Day;
	readonly preview: {
		readonly file: string;
		readonly fileName: string;
		readonly validFrom: Day;
		readonly report: ServiceImportReport;
	} | null;
};

/** What the page of the import shows: nothing yet, or the dry run of a kept file. @throws Forbidden; NotFound `upload_gone` */
export async function serviceImportPage(
	ctx: Ctx,
	tools: UploadTools,
	asked: { file: string | null; from: string | null }
): Promise<ServiceImportPage> {
	authorize(ctx, 'admin_service.manage');
	if (asked.file === null) return { today: today(ctx), preview: null };
	const validFrom = asked.from ?? today(ctx);
	const { fileName, table } = await keptTable(ctx, tools, asked.file);
	const report = await importServices(ctx, { rows: table.rows, validFrom, dryRun: true, fileName });
	return { today: today(ctx), preview: { file: asked.file, fileName, validFrom, report } };
}

/** Brings in the file of a dry run. @throws as `importServices`; NotFound `upload_gone` */
export async function commitServiceImport(
	ctx: Ctx,
	tools: UploadTools,
	step: { file: string; validFrom: Day; expected: string }
): Promise<ServiceImportReport> {
	authorize(ctx, 'admin_service.manage');
	const { fileName, table } = await keptTable(ctx, tools, step.file);
	return importServices(ctx, { rows: table.rows, validFrom: step.validFrom, dryRun: false, fileName, expected: step.expected });
}

async function plan(ctx: Ctx, rows: readonly ServiceRow[]): Promise<Planned[]> {
	const services = await ctx.db.adminService.findMany({
		where: { codeKey: { in: rows.map(({ code }) => serviceCodeKey(code)) } },
		select: { id: true, codeKey: true }
	});
	const idOf = new Map(services.map(({ id, codeKey }) => [codeKey, id]));
	const last = await lastRows(
		ctx,
		services.map(({ id }) => id)
	);
	return rows.map((row) => {
		const serviceId = idOf.get(serviceCodeKey(row.code)) ?? null;
		return { row, serviceId, before: serviceId === null ? null : (last.get(serviceId) ?? null) };
	});
}

/** What the file says is what the catalogue says already. */
function holds(before: StoredRow, row: ServiceRow): boolean {
	return sameText(before, row) && (before.validTo === null || before.validTo > row.validFrom);
}

function dayFaults({ row, serviceId, before }: Planned, day: Day): ServiceFault[] {
	const { line, validFrom } = row;
	if (serviceId === null) return [];
	if (validFrom < day) return [{ line, column: 'validFrom', reason: 'day_in_past', value: validFrom }];
	return before && before.validFrom > validFrom ? [{ line, column: 'validFrom', reason: 'changes_later', value: before.validFrom }] : [];
}

function reportOf(input: ImportServices, faults: readonly ServiceFault[], same: number, acting: readonly Planned[]): ServiceImportReport {
	const changes = acting.map(({ row, serviceId, before }): ServiceChange => {
		const { line, code, name, validFrom } = row;
		return {
			line,
			code,
			name,
			validFrom,
			act: serviceId === null ? 'create' : 'change',
			substantive: before !== null && !sameSubstance(before, row),
			before: before && textForTrail(before),
			after: textForTrail(row)
		};
	});
	const digest = createHash('sha256').update(JSON.stringify(changes)).digest('hex');
	const total = Math.max(0, input.rows.length - 1);
	return { committed: false, faults: faults.toSorted((a, b) => a.line - b.line), total, same, changes, digest };
}

async function write(ctx: Ctx, { row, serviceId, before }: Planned, isSample: boolean): Promise<void> {
	if (serviceId === null) {
		await createRow(ctx, { ...row, isSample });
		return;
	}
	await addRow(ctx, serviceId, before, row, row.validFrom);
	await ctx.db.adminService.update({ where: { id: serviceId }, data: { rowVersion: { increment: 1 } } });
	await tellOfChange(ctx, { id: serviceId, code: row.code }, before, row);
}
