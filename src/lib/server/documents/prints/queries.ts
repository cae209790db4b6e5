import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import type { PrintQuery } from '#lib/domain/documents/print-forms.ts';
import { printNumber, shownPrint, type ShownPrint } from '#lib/domain/documents/prints.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { printSelect, type LoadedPrint } from './facts.ts';

const usualPageSize = 50;

/** A print as lists and pages show it. */
export type PrintLine = ReturnType<typeof lineOf>;

export function lineOf(print: LoadedPrint, day: Day) {
	const { version, document } = print;
	const recall = { recallFrom: fromDbDate(print.recallFrom), recallDueOn: fromDbDate(print.recallDueOn) };
	return {
		id: print.id,
		documentId: print.documentId,
		code: document.code,
		title: version.title,
		numbers: shortNumbers(version, version.unit.numberingScheme),
		number: printNumber(print.copyNo),
		place: print.place,
		holder: print.holderName,
		shown: shownPrint({ state: print.state, outcome: print.outcome, ...recall }, day),
		issuedAt: print.issuedAt,
		receivedAt: print.receivedAt,
		recallWhy: print.recallWhy,
		...recall,
		closedOn: fromDbDate(print.closedOn),
		/** What the holder said of one that is still out, or of one that is closed. */
		said: print.holderOutcome,
		rowVersion: print.rowVersion
	};
}

/** Prints that are out, per document. One statement. */
export async function printsOut(ctx: Ctx, documentIds: readonly string[]): Promise<Map<string, number>> {
	const rows = await ctx.db.numberedPrint.groupBy({
		by: ['documentId'],
		where: { documentId: { in: [...documentIds] }, state: { in: ['held', 'recalled'] } },
		_count: { _all: true }
	});
	return new Map(rows.map((row) => [row.documentId, row._count._all]));
}

/** The condition for what is shown: `out` is everything that is not closed. */
export function stateWhere(state: PrintQuery['state'], day: Day): Prisma.NumberedPrintWhereInput {
	const date = toDbDate(day);
	const shown: Record<ShownPrint, Prisma.NumberedPrintWhereInput> = {
		held: { state: 'held' },
		recall_ahead: { state: 'recalled', recallFrom: { gt: date } },
		recalled: { state: 'recalled', recallFrom: { lte: date }, recallDueOn: { gte: date } },
		overdue: { state: 'recalled', recallFrom: { lte: date }, recallDueOn: { lt: date } },
		returned: { outcome: 'returned' },
		destroyed: { outcome: 'destroyed' },
		lost: { outcome: 'lost' }
	};
	if (state === 'all') return {};
	return state === 'out' ? { state: { in: ['held', 'recalled'] } } : shown[state];
}

const order = [
	{ document: { codeSort: 'asc' } },
	{ version: { issueNo: 'desc' } },
	{ version: { revisionNo: 'desc' } },
	{ copyNo: 'asc' }
] as const satisfies Prisma.NumberedPrintOrderByWithRelationInput[];

/** Whose prints a list is of: those that a unit collects, or those that the person holds. */
export type PrintScope = { readonly unitId: string } | { readonly holderId: string };

/** The scope of a query for this person: the unit's for its officers and heads, else their own. */
export function scopeOf(ctx: Ctx, unitId: string | null, view: PrintQuery['view']): PrintScope {
	if (view === 'unit' && unitId && may(ctx.actor, 'print.read', { unitId })) return { unitId };
	return { holderId: userIdOf(ctx.actor) ?? nobody };
}
const nobody = '00000000-0000-0000-0000-000000000000';

export function listWhere(scope: PrintScope, query: Omit<PrintQuery, 'page' | 'view'>, day: Day): Prisma.NumberedPrintWhereInput {
	const of = 'unitId' in scope ? { custodyUnitId: scope.unitId } : { holderId: scope.holderId };
	const text = query.q ? { contains: query.q, mode: 'insensitive' as const } : null;
	const copyNo = Number(query.q);
	return {
		AND: [
			of,
			stateWhere(query.state, day),
			query.holder ? { holderId: query.holder } : {},
			query.division ? { divisionId: query.division } : {},
			text
				? {
						OR: [
							{ document: { code: text } },
							{ version: { title: text } },
							{ place: text },
							{ holderName: text },
							...(Number.isInteger(copyNo) && copyNo > 0 && copyNo < 1_000_000 ? [{ copyNo }] : [])
						]
					}
				: {}
		]
	};
}

/**
 * The prints that a unit has out, or that a person holds ("Bản in đang giữ"): by holder, division and state. Who may not see the unit's sees
 * their own.
 */
export async function printsPage(ctx: Ctx, unitId: string | null, query: PrintQuery, pageSize = usualPageSize) {
	const day = today(ctx);
	const scope = scopeOf(ctx, unitId, query.view);
	const ofUnit = 'unitId' in scope;
	const where = listWhere(scope, query, day);
	const base = listWhere(scope, { state: 'out' }, day);
	const [rows, total, out, overdue, holders, divisions] = await Promise.all([
		ctx.db.numberedPrint.findMany({
			where,
			orderBy: [...order],
			skip: (query.page - 1) * pageSize,
			take: pageSize,
			select: printSelect
		}),
		ctx.db.numberedPrint.count({ where }),
		ctx.db.numberedPrint.count({ where: base }),
		ctx.db.numberedPrint.count({ where: listWhere(scope, { state: 'overdue' }, day) }),
		ofUnit ? holdersIn(ctx, scope.unitId) : [],
		ofUnit ? divisionsIn(ctx, scope.unitId, day) : []
	]);
	return {
		items: rows.map((row) => lineOf(row, day)),
		total,
		out,
		overdue,
		page: query.page,
		pageSize,
		query,
		view: ofUnit ? ('unit' as const) : ('mine' as const),
		/** Whether the person may choose between the unit's and their own. */
		both: unitId !== null && may(ctx.actor, 'print.read', { unitId }),
		holders,
		divisions,
		today: day
	};
}

/** All of a list, for the export. @throws nothing: as many as there are, up to the limit and one more */
export async function printLines(ctx: Ctx, unitId: string, query: PrintQuery, limit: number): Promise<PrintLine[]> {
	const day = today(ctx);
	const where = listWhere({ unitId }, query, day);
	const rows = await ctx.db.numberedPrint.findMany({ where, orderBy: [...order], take: limit + 1, select: printSelect });
	return rows.map((row) => lineOf(row, day));
}

async function holdersIn(ctx: Ctx, unitId: string) {
	const rows = await ctx.db.numberedPrint.findMany({
		where: { custodyUnitId: unitId, holderId: { not: null } },
		distinct: ['holderId'],
		select: { holderId: true, holderName: true }
	});
	return rows
		.flatMap(({ holderId, holderName }) => (holderId === null ? [] : [{ value: holderId, label: holderName }]))
		.toSorted((a, b) => (fold(a.label) < fold(b.label) ? -1 : 1));
}

async function divisionsIn(ctx: Ctx, unitId: string, day: Day) {
	const rows = await ctx.db.divisionVersion.findMany({
		where: { validFrom: { lte: toDbDate(day) }, division: { prints: { some: { custodyUnitId: unitId } } } },
		orderBy: { validFrom: 'asc' },
		select: { divisionId: true, name: true }
	});
	return [...new Map(rows.map(({ divisionId, name }) => [divisionId, { value: divisionId, label: name }])).values()];
}

/** All prints of a document, the newest version first. */
export async function printsOf(ctx: Ctx, documentId: string): Promise<PrintLine[]> {
	const day = today(ctx);
	const rows = await ctx.db.numberedPrint.findMany({ where: { documentId }, orderBy: [...order], select: printSelect });
	return rows.map((row) => lineOf(row, day));
}

/** How many prints of a document are out, and how many of them are recalled; null for who may not know. One statement. */
export async function printCounts(ctx: Ctx, unitId: string, documentId: string): Promise<{ out: number; recalled: number } | null> {
	if (!may(ctx.actor, 'print.read', { unitId })) return null;
	const rows = await ctx.db.numberedPrint.groupBy({
		by: ['state'],
		where: { documentId, state: { in: ['held', 'recalled'] } },
		_count: { _all: true }
	});
	const of = (state: 'held' | 'recalled') => rows.find((row) => row.state === state)?._count._all ?? 0;
	return { out: of('held') + of('recalled'), recalled: of('recalled') };
}
