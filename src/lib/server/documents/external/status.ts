import { externalEnd, externalStateOn, type ExternalDates, type ExternalState } from '#lib/domain/documents/external.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

/** What tells whether an external document is in force. */
export const externalDatesSelect = {
	inForceFrom: true,
	inForceTo: true,
	repeals: {
		where: { takenBackAt: null },
		select: { id: true, effectiveOn: true, byAct: true, replacedBy: { select: { id: true, number: true, title: true } } }
	}
} as const satisfies Prisma.ExternalDocumentSelect;

type Dated = Prisma.ExternalDocumentGetPayload<{ select: typeof externalDatesSelect }>;

export function externalDates(row: Dated): ExternalDates {
	return {
		inForceFrom: fromDbDate(row.inForceFrom),
		inForceTo: fromDbDate(row.inForceTo),
		repealedOn: fromDbDate(row.repeals[0]?.effectiveOn ?? null)
	};
}

export type ExternalStatus = {
	readonly id: string;
	readonly number: string;
	readonly title: string;
	readonly state: ExternalState;
	/** First day without it; null: no end is known. */
	readonly endsOn: Day | null;
	readonly inForceFrom: Day | null;
	readonly byAct: string | null;
	readonly replacedBy: { readonly id: string; readonly number: string; readonly title: string } | null;
};

const statusSelect = { id: true, number: true, title: true, ...externalDatesSelect } as const satisfies Prisma.ExternalDocumentSelect;

/**
 * How external documents stand on a day, by id; ids that are none are not in the answer. Two queries, however many ids. Asks for no
 * right: whoever may read a version may know what it rests on.
 */
export async function externalStatus(ctx: Ctx, ids: readonly string[], day: Day): Promise<Map<string, ExternalStatus>> {
	if (ids.length === 0) return new Map();
	const rows = await ctx.db.externalDocument.findMany({ where: { id: { in: [...new Set(ids)] } }, select: statusSelect });
	return new Map(rows.map((row) => [row.id, statusOf(row, day)]));
}

/** What a version cites, by number, as it stands on a day. */
export async function citedExternals(ctx: Ctx, versionId: string | null, day: Day): Promise<ExternalStatus[]> {
	if (versionId === null) return [];
	const rows = await ctx.db.externalDocument.findMany({
		where: { citedBy: { some: { versionId } } },
		orderBy: { number: 'asc' },
		select: statusSelect
	});
	return rows.map((row) => statusOf(row, day));
}

function statusOf(row: Prisma.ExternalDocumentGetPayload<{ select: typeof statusSelect }>, day: Day): ExternalStatus {
	const dates = externalDates(row);
	return {
		id: row.id,
		number: row.number,
		title: row.title,
		state: externalStateOn(dates, day),
		endsOn: externalEnd(dates),
		inForceFrom: dates.inForceFrom,
		byAct: row.repeals[0]?.byAct ?? null,
		replacedBy: row.repeals[0]?.replacedBy ?? null
	};
}
