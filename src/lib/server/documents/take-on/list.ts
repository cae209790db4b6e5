import { isEmptyLine, mostLines, type TypedLine } from '#lib/domain/documents/take-on.ts';
import { readTakeOnTable } from '#lib/domain/documents/take-on-table.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { transition, transitionMany } from '#lib/server/lifecycle/transition.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { referToFiles, type VersionFile } from '../files.ts';
import { requireUser } from '../input.ts';
import { takeOnMachine } from '../machines.ts';
import { takeNumber } from '../numbers.ts';
import { requireOpenUnit } from '../unit-facts.ts';
import { askToSign, tellNoMore } from './ask-to-sign.ts';
import { lineRecord, loadTakeOn, typedOf, type LoadedTakeOn } from './facts.ts';

/** Begins a list of what is in force on paper. Nothing comes into force by it. @throws Forbidden; Conflict `unit_closed` */
export function startTakeOn(ctx: Ctx, unitId: string): Promise<{ id: string; number: string; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'take_on.keep', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		const number = await takeNumber(ctx, 'GN', unitId);
		const { id, rowVersion } = await ctx.db.takeOn.create({
			data: { unitId, number, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true, rowVersion: true }
		});
		await record(ctx, { event: 'take_on.start', subjectType: 'take_on', subjectId: id, unitId, role, after: { number } });
		return { id, number, rowVersion };
	});
}

/**
 * Saves the rows as they were typed, right or wrong. Rows without a word go.
 * @throws NotFound; Conflict `illegal_transition` (signed or discarded), `stale`; Invalid `lines` (`take_on_too_many`)
 */
export function saveTakeOn(
	ctx: Ctx,
	input: { takeOnId: string; rowVersion?: number; lines: readonly TypedLine[]; askReading: boolean }
): Promise<{ rowVersion: number }> {
	return changing(ctx, input, async (ctx, list) => {
		const lines = input.lines.filter((line) => !isEmptyLine(line));
		await writeLines(ctx, list, lines);
		return { data: { askReading: input.askReading }, after: { askReading: input.askReading, ...linesRecord(list, lines) } };
	});
}

/**
 * Adds the rows of a table below those of the list.
 * @throws as `saveTakeOn`; Invalid `table` (`take_on_column_missing`, `take_on_column_twice`, `take_on_table_empty`)
 */
export function addTakeOnTable(
	ctx: Ctx,
	input: { takeOnId: string; rows: readonly TableRow[]; fileName: string }
): Promise<{ rowVersion: number }> {
	return changing(ctx, input, async (ctx, list) => {
		const { rows, faults } = readTakeOnTable(input.rows);
		if (faults[0]) throw new Invalid({ table: `take_on_${faults[0].reason}` });
		if (rows.length === 0) throw new Invalid({ table: 'take_on_table_empty' });
		const lines = [...typedOf(list), ...rows];
		await writeLines(ctx, list, lines);
		return { data: {}, after: { fileName: input.fileName, ...linesRecord(list, lines) } };
	});
}

/** Adds files that the store holds; one of the same name takes the place of the one before. @throws as `saveTakeOn` */
export function addTakeOnFiles(ctx: Ctx, input: { takeOnId: string; files: readonly VersionFile[] }): Promise<{ rowVersion: number }> {
	return changing(ctx, input, async (ctx, list) => {
		const files = [...new Map(input.files.map((file) => [file.fileName, file])).values()];
		await referToFiles(ctx, files);
		await ctx.db.takeOnFile.deleteMany({ where: { takeOnId: list.id, fileName: { in: files.map(({ fileName }) => fileName) } } });
		await ctx.db.takeOnFile.createMany({
			data: files.map(({ sha256, fileName, fileType, size, pages }) => ({ takeOnId: list.id, sha256, fileName, fileType, size, pages }))
		});
		return { data: {}, after: { files: files.map(({ fileName, sha256 }) => `${fileName} ${sha256}`) } };
	});
}

/** Takes a file off the list; the rows that name it say so. @throws as `saveTakeOn` */
export function removeTakeOnFile(ctx: Ctx, input: { takeOnId: string; fileId: string }): Promise<{ rowVersion: number }> {
	return changing(ctx, input, async (ctx, list) => {
		const file = list.files.find(({ id }) => id === input.fileId);
		if (file) await ctx.db.takeOnFile.delete({ where: { id: file.id } });
		return { data: {}, before: { file: file?.fileName ?? null }, after: {} };
	});
}

/** Gives a list up: nothing of it is taken on. @throws NotFound; Conflict `illegal_transition`, `stale` */
export function discardTakeOn(ctx: Ctx, input: { takeOnId: string; rowVersion?: number }): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const list = await loadTakeOn(ctx, input.takeOnId);
		const { rowVersion } = await transition(
			ctx,
			takeOnMachine,
			list,
			'discard',
			{ unitId: list.unitId },
			{
				expectedRowVersion: input.rowVersion,
				after: { number: list.number }
			}
		);
		await tellNoMore(ctx, list.id);
		return { rowVersion };
	});
}

/** The end of a unit (states.md §11): what was not signed is not taken on any more. @returns how many lists */
export async function endTakeOns(ctx: Ctx, unitId: string, comment: string): Promise<number> {
	const open = await ctx.db.takeOn.findMany({
		where: { unitId, state: 'draft' },
		select: { id: true, unitId: true, state: true, rowVersion: true, number: true }
	});
	await transitionMany(ctx, takeOnMachine, open, 'discard', { unitId }, { follows: 'B7e', comment, after: ({ number }) => ({ number }) });
	for (const { id } of open) await tellNoMore(ctx, id);
	return open.length;
}

type Change = {
	data: { askReading?: boolean };
	before?: Record<string, string | null>;
	after: Record<string, string | number | boolean | string[]>;
};

/** One change of a draft: authorised, compared with the row version, recorded. */
function changing(
	ctx: Ctx,
	input: { takeOnId: string; rowVersion?: number },
	change: (ctx: Ctx, list: LoadedTakeOn) => Promise<Change>
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const list = await loadTakeOn(ctx, input.takeOnId);
		const role = authorize(ctx, 'take_on.keep', { unitId: list.unitId });
		if (list.state !== 'draft') throw new Conflict('illegal_transition', { state: list.state, event: 'change' });
		const stale = new Conflict('stale', { state: list.state, rowVersion: list.rowVersion });
		if (input.rowVersion !== undefined && input.rowVersion !== list.rowVersion) throw stale;
		// First the row, so that of two at once the other waits here and finds it changed.
		const { count } = await ctx.db.takeOn.updateMany({
			where: { id: list.id, state: 'draft', rowVersion: list.rowVersion },
			data: { rowVersion: list.rowVersion + 1 }
		});
		if (count !== 1) throw stale;
		const { data, before, after } = await change(ctx, list);
		if (Object.keys(data).length > 0) await ctx.db.takeOn.updateMany({ where: { id: list.id, state: 'draft' }, data });
		await askToSign(ctx, list.id);
		await record(ctx, {
			event: 'take_on.change',
			subjectType: 'take_on',
			subjectId: list.id,
			unitId: list.unitId,
			role,
			before: before ?? {},
			after
		});
		return { rowVersion: list.rowVersion + 1 };
	});
}

async function writeLines(ctx: Ctx, list: LoadedTakeOn, lines: readonly TypedLine[]): Promise<void> {
	if (lines.length > mostLines) throw new Invalid({ lines: `take_on_too_many:${mostLines}` });
	await ctx.db.takeOnLine.deleteMany({ where: { takeOnId: list.id } });
	await ctx.db.takeOnLine.createMany({
		data: lines.map((typed, index) => ({ takeOnId: list.id, position: index + 1, typed: lineRecord(typed) }))
	});
}

function linesRecord(list: LoadedTakeOn, lines: readonly TypedLine[]): Record<string, number | string[]> {
	const before = new Set(typedOf(list).map(({ code }) => code));
	return { lineCount: lines.length, codes: lines.flatMap(({ code }) => (code === '' || before.has(code) ? [] : [code])) };
}
