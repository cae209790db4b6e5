import { lateAfter, yearAsked, type YearPart } from '#lib/domain/year/parts.ts';
import { formatDay } from '#lib/format.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { wordsOf } from '#lib/words.ts';
import { yearRows } from './rows.ts';

/**
 * Once a day: officers hear from December on what of the coming year their unit has not begun, and after the middle of January what is late; each once.
 * Who has begun everything hears no more of it. Only a word: what is missing is read from what there is.
 * @returns how many units were told
 */
export async function remindOfYear(ctx: Ctx): Promise<number> {
	const { year, late } = yearAsked(today(ctx));
	const units = (await yearRows(ctx, year, null)).filter(({ asked }) => asked);
	await transaction(ctx, (ctx) =>
		lapse(
			ctx,
			'unit_year',
			units.filter(({ missing }) => missing.length === 0).map(({ unitId }) => unitId)
		)
	);
	let told = 0;
	for (const { unitId, missing } of units.filter((unit) => unit.missing.length > 0))
		told += await transaction(ctx, async (ctx) => {
			const row = { key: `year:${unitId}:${year}:${late ? 'late' : 'due'}`, toldAt: ctx.clock.now() };
			const { count } = await ctx.db.upkeepTold.createMany({ data: [row], skipDuplicates: true });
			if (count === 0) return 0;
			await notify(ctx, {
				to: await officersOf(ctx, unitId),
				kind: late ? 'year_late' : 'year_due',
				subjectType: 'unit_year',
				subjectId: unitId,
				unitId,
				params: {
					number: String(year),
					what: inEachLanguage((locale) => partWords(missing, locale)),
					day: formatDay(`${year}-${lateAfter}`)
				}
			});
			return 1;
		});
	return told;
}

function partWords(parts: readonly YearPart[], locale: Locale): string {
	return parts.map((part) => wordsOf(`year_part_${part}`, {}, locale) ?? part).join(', ');
}
