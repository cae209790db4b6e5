import { z } from 'zod';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { provinceUpkeep, type UpkeepDays } from './province-rule.ts';

const stored = z.record(z.string(), z.number().int().min(0).max(120));

/** Months between reviews of a kind: what the unit set, else what its kind has; null and 0: none. */
export function monthsOf(byKind: unknown, kind: string, usual: number | null): number | null {
	const set = stored.safeParse(byKind);
	return (set.success ? set.data[kind] : undefined) ?? usual;
}

/** The days that hold in a unit: its own, else the province's. */
export async function upkeepDays(ctx: Ctx, unitId: string): Promise<UpkeepDays> {
	const [own, province] = await Promise.all([ctx.db.upkeepRule.findUnique({ where: { unitId } }), provinceUpkeep(ctx)]);
	return {
		externalDueDays: own?.externalDueDays ?? province.externalDueDays,
		reviewNoticeDays: own?.reviewNoticeDays ?? province.reviewNoticeDays
	};
}

export type UpkeepRuleView = {
	/** Null: as the province set it. */
	readonly externalDueDays: number | null;
	readonly reviewNoticeDays: number | null;
	readonly province: UpkeepDays;
	readonly rowVersion: number;
	readonly kinds: readonly {
		readonly code: string;
		readonly name: string;
		readonly months: number;
		readonly usual: number;
		readonly basis: string;
	}[];
};

/** How a unit keeps its documents up to date, with what the province set. @throws Forbidden */
export async function upkeepRule(ctx: Ctx, unitId: string): Promise<UpkeepRuleView> {
	authorize(ctx, 'unit.settings', { unitId });
	const [province, rule, kinds] = await Promise.all([
		provinceUpkeep(ctx),
		ctx.db.upkeepRule.findUnique({ where: { unitId } }),
		ctx.db.documentKind.findMany({
			orderBy: { sortOrder: 'asc' },
			select: { code: true, nameVi: true, nameEn: true, reviewInterval: { select: { months: true, basis: true } } }
		})
	]);
	return {
		externalDueDays: rule?.externalDueDays ?? null,
		reviewNoticeDays: rule?.reviewNoticeDays ?? null,
		province,
		rowVersion: rule?.rowVersion ?? 0,
		kinds: kinds.map(({ code, nameVi, nameEn, reviewInterval }) => ({
			code,
			name: ctx.locale === 'en' ? nameEn : nameVi,
			months: monthsOf(rule?.reviewMonthsByKind, code, reviewInterval?.months ?? null) ?? 0,
			usual: reviewInterval?.months ?? 0,
			basis: reviewInterval?.basis ?? ''
		}))
	};
}

export type UpkeepInput = {
	unitId: string;
	/** Days; null: as the province sets it, now and later. */
	externalDueDays: number | null;
	reviewNoticeDays: number | null;
	/** Kind → months, 0: not reviewed by the calendar; a kind that is not here: as the province has it. */
	months: Readonly<Record<string, number>>;
	rowVersion: number;
};

/**
 * Sets it. Days that are due follow at once, because they are computed. Recorded as `unit.set_upkeep`.
 * @throws Forbidden, Conflict `stale`, Invalid
 */
export function setUpkeepRule(ctx: Ctx, input: UpkeepInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'unit.settings', { unitId });
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`upkeep:${unitId}`}, 0))`;
		const before = await upkeepRule(ctx, unitId);
		if (before.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: before.rowVersion });
		const wrong = Object.entries(input.months).filter(
			([code, months]) => !before.kinds.some((kind) => kind.code === code) || !Number.isInteger(months) || months < 0 || months > 120
		);
		if (wrong.length > 0) throw new Invalid(Object.fromEntries(wrong.map(([code]) => [`months_${code}`, 'number_to:120'])));
		const own = before.kinds.flatMap(({ code, usual }) => {
			const months = input.months[code] ?? usual;
			return months === usual ? [] : [[code, months] as const];
		});
		const data = {
			externalDueDays: input.externalDueDays,
			reviewNoticeDays: input.reviewNoticeDays,
			reviewMonthsByKind: Object.fromEntries(own),
			rowVersion: before.rowVersion + 1
		};
		await ctx.db.upkeepRule.upsert({ where: { unitId }, create: { unitId, ...data }, update: data });
		const shown = (rule: Pick<UpkeepInput, keyof UpkeepDays>, months: object) => ({
			externalDueDays: rule.externalDueDays,
			reviewNoticeDays: rule.reviewNoticeDays,
			reviewMonths: { ...months }
		});
		await record(ctx, {
			event: 'unit.set_upkeep',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role,
			before: shown(before, Object.fromEntries(before.kinds.map(({ code, months }) => [code, months]))),
			after: shown(input, { ...Object.fromEntries(before.kinds.map(({ code, usual }) => [code, usual])), ...input.months })
		});
	});
}
