import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isSection } from '#lib/domain/audits/clauses.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

export type Section = { readonly number: string; readonly title: string };
export type Edition = { readonly code: string; readonly name: string; readonly edition: number; readonly sections: readonly Section[] };

/**
 * The edition that a unit's system follows on a day, with its sections in the reader's language. A unit that has not said yet which it
 * follows is taken to follow the newest, so that set-up stops nobody.
 */
export async function editionOf(ctx: Ctx, unitId: string, day: Day): Promise<Edition> {
	const period = await ctx.db.unitStandard.findFirst({
		where: { unitId, ...validOn(day) },
		orderBy: { validFrom: 'desc' },
		select: { standardCode: true }
	});
	const upcoming =
		period ??
		(await ctx.db.unitStandard.findFirst({
			where: { unitId, validFrom: { gt: toDbDate(day) } },
			orderBy: { validFrom: 'asc' },
			select: { standardCode: true }
		}));
	return editionBy(ctx, upcoming ? { code: upcoming.standardCode } : {});
}

export async function editionBy(ctx: Ctx, where: { code?: string }): Promise<Edition> {
	const standard = await ctx.db.standard.findFirst({
		where,
		orderBy: { sortOrder: 'desc' },
		include: { clauses: { orderBy: { sortOrder: 'asc' } } }
	});
	// Before the reference data are loaded there is none: an area then offers no clause.
	if (!standard) return { code: '', name: '', edition: 0, sections: [] };
	const english = ctx.locale === 'en';
	return {
		code: standard.code,
		name: english ? standard.nameEn : standard.nameVi,
		edition: standard.edition,
		sections: standard.clauses
			.filter(({ number }) => isSection(number))
			.map(({ number, titleVi, titleEn }) => ({ number, title: english ? titleEn : titleVi }))
	};
}
