import { defaultDays, defaultRule, type ReadingRule } from '#lib/domain/documents/reading.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** The days that a unit gives for reading. */
export async function readingRule(ctx: Ctx, unitId: string): Promise<ReadingRule & { readonly rowVersion: number }> {
	const row = await ctx.db.readingRule.findUnique({ where: { unitId } });
	if (!row) return { ...defaultRule, rowVersion: 0 };
	return { newcomerDays: row.newcomerDays, daysByKind: daysOf(row.daysByKind), rowVersion: row.rowVersion };
}

export type ReadingSettings = ReadingRule & {
	readonly rowVersion: number;
	/** The kinds of documents, each with the days of the unit. */
	readonly kinds: readonly { readonly code: string; readonly name: string; readonly days: number }[];
};

/** What the settings of a unit show. */
export async function readingSettings(ctx: Ctx, unitId: string): Promise<ReadingSettings> {
	const rule = isUuid(unitId) ? await readingRule(ctx, unitId) : { ...defaultRule, rowVersion: 0 };
	const kinds = await ctx.db.documentKind.findMany({ orderBy: { sortOrder: 'asc' } });
	return {
		...rule,
		kinds: kinds.map(({ code, nameVi, nameEn }) => ({
			code,
			name: ctx.locale === 'en' ? nameEn : nameVi,
			days: rule.daysByKind[code] ?? defaultDays
		}))
	};
}

function daysOf(stored: unknown): Record<string, number> {
	const entries: [string, unknown][] = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
	return Object.fromEntries(entries.flatMap(([kind, days]) => (typeof days === 'number' ? [[kind, days]] : [])));
}

/**
 * Sets how many days reading takes from now on; who was asked already keeps the day that was said. Recorded as `unit.set_reading` in the
 * chain of the unit.
 * @throws Forbidden; Conflict `stale`
 */
export function setReadingRule(ctx: Ctx, input: ReadingRule & { unitId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId, newcomerDays, daysByKind } = input;
		const role = authorize(ctx, 'unit.settings', { unitId });
		const before = await readingRule(ctx, unitId);
		if (before.rowVersion !== input.rowVersion) throw new Conflict('stale');
		const data = { newcomerDays, daysByKind: { ...daysByKind } };
		if (before.rowVersion === 0) {
			const { count } = await ctx.db.readingRule.createMany({ data: [{ unitId, ...data }], skipDuplicates: true });
			if (count !== 1) throw new Conflict('stale');
		} else {
			const { count } = await ctx.db.readingRule.updateMany({
				where: { unitId, rowVersion: input.rowVersion },
				data: { ...data, rowVersion: input.rowVersion + 1 }
			});
			if (count !== 1) throw new Conflict('stale');
		}
		await record(ctx, {
			event: 'unit.set_reading',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role,
			before: { newcomerDays: before.newcomerDays, daysByKind: { ...before.daysByKind } },
			after: data
		});
	});
}
