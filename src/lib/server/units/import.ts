import { createHash } from 'node:crypto';
import { isDay, type Day } from '#lib/domain/shared/day.ts';
import { planImport, type ImportPlan, type KnownVersion, type PlannedRow } from '#lib/domain/units/import-plan.ts';
import { readImportRows, type ImportError } from '#lib/domain/units/import-rows.ts';
import type { UnitFacts } from '#lib/domain/units/unit.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { knownVersions } from './known-versions.ts';
import { lockTree } from './tree-lock.ts';
import { writeEvent } from './write-event.ts';
import { closeVersions, createUnits, createVersions } from './write-versions.ts';

export type ImportUnits = {
	/** Lines of a table whose first one names the columns, from `FileParser.table` or `readTable`. */
	rows: readonly TableRow[];
	/** The day from which rows without a day of their own hold. May be past: a first import tells what was. */
	validFrom: Day;
	/** Only says what would happen. */
	dryRun: boolean;
	legalBasis?: string | null;
	/** For the trail. */
	fileName?: string;
	/** `digest` of the dry run that a person saw; when the outcome would differ now, nothing is written. */
	expected?: string;
	onProgress?: (done: number, total: number) => void;
};

export type ImportReport = {
	/** False after a dry run and when there is any error. */
	readonly committed: boolean;
	/** Sorted by line; nothing is written while there is one. */
	readonly errors: readonly ImportError[];
	readonly counts: ImportPlan['counts'];
	readonly total: number;
	readonly untouched: number;
	/** What happens to each row that is not the same, in the order of the file. */
	readonly rows: readonly ReportRow[];
	/** Names this outcome; hand it to the commit as `expected`. */
	readonly digest: string;
};

export type ReportRow = {
	readonly line: number;
	readonly code: string;
	readonly name: string;
	readonly kindCode: string;
	readonly parentCode: string | null;
	readonly validFrom: Day;
	readonly act: 'create' | 'change';
	readonly changes: PlannedRow['changes'];
	readonly before: { readonly name: string; readonly kindCode: string; readonly parentCode: string | null } | null;
};

/**
 * Brings a list of units into the tree: all of it or, with any error, nothing. Units are known by their code on the row's day; new
 * ones begin, changed ones get a version and an event (rename, move, change of kind), the rest stays. Recorded as one row in the
 * chain of the province; an import that changes nothing records nothing.
 * @throws Forbidden; Invalid `validFrom`; Conflict `stale` when the outcome is no longer the expected one
 */
export function importUnits(ctx: Ctx, input: ImportUnits): Promise<ImportReport> {
	return transaction(
		ctx,
		async (ctx) => {
			const role = authorize(ctx, 'unit.manage');
			if (!isDay(input.validFrom)) throw new Invalid({ validFrom: 'day_invalid' });
			await lockTree(ctx);
			const kinds = await ctx.db.unitKind.findMany({ select: { code: true, nameVi: true, nameEn: true } });
			const read = readImportRows(input.rows, kinds, input.validFrom);
			const known = await knownVersions(ctx);
			const plan = planImport(read.rows, known, input.validFrom, read.faulty);
			const report = reportOf(plan, read.errors, input);
			if (input.dryRun || report.errors.length > 0) return report;
			if (input.expected !== undefined && input.expected !== report.digest) throw new Conflict('stale');
			if (report.rows.length === 0) return { ...report, committed: true };
			await write(ctx, plan, known, input);
			await record(ctx, {
				event: 'units.import',
				subjectType: 'unit_tree',
				subjectId: 'province',
				unitId: null,
				role,
				after: {
					fileName: input.fileName ?? null,
					validFrom: input.validFrom,
					counts: { ...report.counts },
					rows: report.rows.map(trailRow)
				}
			});
			return { ...report, committed: true };
		},
		{ timeoutMs: 120_000 }
	);
}

function reportOf(plan: ImportPlan, readErrors: readonly ImportError[], { validFrom }: ImportUnits): ImportReport {
	const rows = plan.rows.flatMap(({ row, act, changes, before, parentBefore }): ReportRow[] => {
		if (act === 'same') return [];
		const { line, code, name, kindCode, parentCode } = row;
		const was = before ? { name: before.name, kindCode: before.kindCode, parentCode: parentBefore } : null;
		return [{ line, code, name, kindCode, parentCode, validFrom: row.validFrom, act, changes, before: was }];
	});
	const digest = createHash('sha256')
		.update(JSON.stringify([validFrom, rows]))
		.digest('hex');
	const errors = [...readErrors, ...plan.errors].sort((a, b) => a.line - b.line);
	return {
		committed: false,
		errors,
		counts: plan.counts,
		total: plan.rows.length + readErrors.length,
		untouched: plan.untouched,
		rows,
		digest
	};
}

async function write(ctx: Ctx, plan: ImportPlan, known: readonly KnownVersion[], input: ImportUnits): Promise<void> {
	const acting = plan.rows.filter(({ act }) => act !== 'same');
	const created = acting.filter(({ act }) => act === 'create');
	const changed = acting.flatMap(({ row, before, changes }) => (before && changes.length > 0 ? [{ row, before, changes }] : []));
	const ids = await createUnits(ctx, created.length);
	const newIds = new Map(created.map(({ row }, index) => [row.code, ids[index] ?? '']));
	const parentOf = parentIds(known, newIds);
	const versionOf = ({ row }: Pick<PlannedRow, 'row'>, unitId: string) => ({
		unitId,
		code: row.code,
		name: row.name,
		kindCode: row.kindCode,
		parentId: row.parentCode === null ? null : parentOf(row.parentCode, row.validFrom),
		validFrom: row.validFrom,
		legalBasis: row.legalBasis ?? input.legalBasis ?? null
	});
	for (const [day, rows] of Map.groupBy(changed, ({ row }) => row.validFrom))
		await closeVersions(
			ctx,
			rows.map(({ before }) => before.unitId),
			day
		);
	const versions = [
		...created.map((planned) => versionOf(planned, newIds.get(planned.row.code) ?? '')),
		...changed.map((planned) => versionOf(planned, planned.before.unitId))
	];
	await createVersions(ctx, versions, (done) => input.onProgress?.(done, versions.length));
	for (const { row, before, changes } of changed) {
		const kind = changes.includes('change_kind') ? 'CHANGE_KIND' : changes.includes('move') ? 'MOVE_PARENT' : 'RENAME';
		const basis = row.legalBasis ?? input.legalBasis ?? null;
		await writeEvent(ctx, { kind, effectiveOn: row.validFrom, basis, lines: [{ from: before.unitId, to: before.unitId }] });
	}
}

/** Ids of parents by code and day: new units, else what the database has on that day. The plan has refused all others. */
function parentIds(known: readonly KnownVersion[], newIds: ReadonlyMap<string, string>): (code: string, day: Day) => string {
	const byCode = Map.groupBy(known, (version) => version.code);
	return (code, day) => {
		const version = byCode.get(code)?.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo));
		const id = version?.unitId ?? newIds.get(code);
		if (id === undefined) throw new Error(`the plan let a row pass whose parent ${code} does not exist`);
		return id;
	};
}

function trailRow({ act, changes, before, code, name, kindCode, parentCode, validFrom }: ReportRow) {
	const after: Omit<UnitFacts, 'parentId'> & { parentCode: string | null } = { code, name, kindCode, parentCode };
	return { act, validFrom, ...after, ...(before ? { changes: [...changes], before: { ...before } } : {}) };
}
