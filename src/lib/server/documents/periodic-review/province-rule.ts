import type { z } from 'zod';
import { defaultExternalDueDays } from '#lib/domain/documents/external.ts';
import { defaultNoticeDays } from '#lib/domain/documents/periodic-review.ts';
import { provinceUpkeepStored, type provinceUpkeepForm } from '#lib/domain/documents/periodic-review-forms.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { tidy } from '../input.ts';

const key = 'upkeep';

/** What holds in every unit that has not set its own; days. */
export type UpkeepDays = { readonly externalDueDays: number; readonly reviewNoticeDays: number };

/** The same two in a statement about `upkeep_rule u`, joined from the left: the unit's, else the province's, else the code's. */
export const externalDueDaysSql = Prisma.sql`coalesce(u.external_due_days,
	(select (s.value ->> 'externalDueDays')::int from setting s where s.key = ${key}), ${defaultExternalDueDays})::int`;
export const reviewNoticeDaysSql = Prisma.sql`coalesce(u.review_notice_days,
	(select (s.value ->> 'reviewNoticeDays')::int from setting s where s.key = ${key}), ${defaultNoticeDays})::int`;

/** @returns also how often it was set, for whoever sets it next */
export async function provinceUpkeep(ctx: Ctx): Promise<UpkeepDays & { readonly rowVersion: number }> {
	const row = await ctx.db.setting.findUnique({ where: { key }, select: { value: true } });
	const stored = provinceUpkeepStored.safeParse(row?.value);
	if (!stored.success) return { externalDueDays: defaultExternalDueDays, reviewNoticeDays: defaultNoticeDays, rowVersion: 0 };
	const { version, ...days } = stored.data;
	return { ...days, rowVersion: version };
}

/** For its page: the days, and of each kind how often it is reviewed and by which rule. @throws Forbidden */
export async function provinceUpkeepPage(ctx: Ctx) {
	authorize(ctx, 'upkeep.province');
	const [days, kinds] = await Promise.all([provinceUpkeep(ctx), intervals(ctx)]);
	return { ...days, kinds };
}

/**
 * Sets them. Days that are due follow at once in every unit without its own, because they are computed. Recorded as `upkeep.set_province` in
 * the province's chain, with what is changed; nothing is recorded when nothing is.
 * @throws Forbidden, Conflict `stale`, Invalid `basis_<kind>` where an interval has no rule that it rests on, `months_<kind>`
 */
export function setProvinceUpkeep(ctx: Ctx, input: z.output<typeof provinceUpkeepForm>): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'upkeep.province');
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('upkeep', 0))`;
		const [before, kinds] = [await provinceUpkeep(ctx), await intervals(ctx)];
		if (before.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: before.rowVersion });
		const unknown = Object.keys(input.months).find((code) => !kinds.some((kind) => kind.code === code));
		if (unknown !== undefined) throw new Invalid({ [`months_${unknown}`]: 'invalid' });
		const wanted = kinds.map(({ code, months, basis }) => ({
			code,
			months: input.months[code] ?? months,
			basis: tidy(input.bases[code] ?? basis)
		}));
		const baseless = wanted.filter(({ months, basis }) => months > 0 && basis === '');
		if (baseless.length > 0) throw new Invalid(Object.fromEntries(baseless.map(({ code }) => [`basis_${code}`, 'required'])));
		const changed = wanted.filter(({ code, months, basis }) => {
			const was = kinds.find((kind) => kind.code === code);
			return was?.months !== months || (months > 0 && was.basis !== basis);
		});
		const { externalDueDays, reviewNoticeDays } = input;
		const same = before.externalDueDays === externalDueDays && before.reviewNoticeDays === reviewNoticeDays;
		if (same && changed.length === 0) return;
		for (const { code: kindCode, months, basis } of changed) {
			if (months === 0) await ctx.db.reviewInterval.deleteMany({ where: { kindCode } });
			else await ctx.db.reviewInterval.upsert({ where: { kindCode }, create: { kindCode, months, basis }, update: { months, basis } });
		}
		const [value, updatedAt] = [{ externalDueDays, reviewNoticeDays, version: before.rowVersion + 1 }, ctx.clock.now()];
		await ctx.db.setting.upsert({ where: { key }, create: { key, value, updatedAt }, update: { value, updatedAt } });
		const shown = (days: UpkeepDays, of: readonly { code: string; months: number; basis: string }[]) => ({
			externalDueDays: days.externalDueDays,
			reviewNoticeDays: days.reviewNoticeDays,
			reviewMonths: Object.fromEntries(of.map(({ code, months }) => [code, months])),
			reviewBases: Object.fromEntries(of.map(({ code, basis }) => [code, basis]))
		});
		await record(ctx, {
			event: 'upkeep.set_province',
			subjectType: 'setting',
			subjectId: key,
			unitId: null,
			role,
			before: shown(
				before,
				kinds.filter((kind) => changed.some(({ code }) => code === kind.code))
			),
			after: shown(input, changed)
		});
	});
}

async function intervals(ctx: Ctx) {
	const kinds = await ctx.db.documentKind.findMany({
		orderBy: { sortOrder: 'asc' },
		select: { code: true, nameVi: true, nameEn: true, reviewInterval: { select: { months: true, basis: true } } }
	});
	return kinds.map(({ code, nameVi, nameEn, reviewInterval }) => ({
		code,
		name: ctx.locale === 'en' ? nameEn : nameVi,
		months: reviewInterval?.months ?? 0,
		basis: reviewInterval?.basis ?? ''
	}));
}
