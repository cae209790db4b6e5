import { z } from 'zod';
import { checkTakeOn, type CheckedLine, type TakeOnFacts } from '#lib/domain/documents/take-on-check.ts';
import { takeOnColumns, takeOnSentence, type TypedLine } from '#lib/domain/documents/take-on.ts';
import { typedLine } from '#lib/domain/documents/take-on-table.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

const select = {
	id: true,
	unitId: true,
	number: true,
	state: true,
	askReading: true,
	readyAt: true,
	signedAt: true,
	createdAt: true,
	rowVersion: true,
	createdBy: { select: { fullName: true } },
	lines: { select: { id: true, typed: true }, orderBy: { position: 'asc' } },
	files: {
		select: { id: true, sha256: true, fileName: true, fileType: true, size: true, pages: true },
		orderBy: { fileName: 'asc' }
	}
} as const satisfies Prisma.TakeOnSelect;

export type LoadedTakeOn = Prisma.TakeOnGetPayload<{ select: typeof select }>;

/** A list of a unit whose lists this actor keeps; else it does not exist: 404. */
export async function loadTakeOn(ctx: Ctx, id: string): Promise<LoadedTakeOn> {
	const list = isUuid(id) ? await ctx.db.takeOn.findUnique({ where: { id }, select }) : null;
	if (!list || !may(ctx.actor, 'take_on.keep', { unitId: list.unitId })) throw new NotFound('take_on_not_found');
	return list;
}

const kept = z.record(z.string(), z.string());

export function typedOf(list: Pick<LoadedTakeOn, 'lines'>): TypedLine[] {
	return list.lines.map(({ typed }) => {
		const cells = kept.safeParse(typed);
		return typedLine((column) => (cells.success ? cells.data[column] : undefined));
	});
}

/** What the unit and the installation have today that a list is held against. */
export async function takeOnFacts(ctx: Ctx, list: Pick<LoadedTakeOn, 'unitId' | 'files'>): Promise<TakeOnFacts> {
	const kinds = await ctx.db.documentKind.findMany({ orderBy: { sortOrder: 'asc' } });
	const documents = await ctx.db.document.findMany({
		where: { unitId: list.unitId, status: 'open' },
		select: { id: true, codeKey: true, kindCode: true, title: true, _count: { select: { versions: true } } }
	});
	return {
		today: today(ctx),
		kinds,
		known: new Map(
			documents.map(({ id, codeKey, kindCode, title, _count }) => [
				codeKey,
				{ id, kind: kindCode, title, hasVersions: _count.versions > 0 }
			])
		),
		files: list.files
	};
}

export async function checkedLines(ctx: Ctx, list: LoadedTakeOn): Promise<CheckedLine[]> {
	return checkTakeOn(typedOf(list), await takeOnFacts(ctx, list));
}

export function sentenceOf(list: Pick<LoadedTakeOn, 'number'>, rows: readonly CheckedLine[]): { vi: string; en: string } {
	const documents = new Set(rows.map(({ key }) => key)).size;
	return takeOnSentence({ number: list.number, documents, versions: rows.length });
}

/** What stands in the trail of a row. */
export function lineRecord(line: TypedLine): Record<string, string> {
	return Object.fromEntries(takeOnColumns.flatMap((column) => (line[column] === '' ? [] : [[column, line[column]]])));
}
