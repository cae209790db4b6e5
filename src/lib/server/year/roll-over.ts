import type { RollOverInput } from '#lib/domain/year/forms.ts';
import { canBegin, yearParts, type YearPart } from '#lib/domain/year/parts.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { makePart, type Made } from './make-parts.ts';
import { yearRows } from './rows.ts';

export type PartOutcome =
	| ({ readonly part: YearPart; readonly result: 'made' } & Made)
	| { readonly part: YearPart; readonly result: 'exists' }
	| { readonly part: YearPart; readonly result: 'refused'; readonly why: DomainError };

/** A part of which there is one for the year: what there is, is left alone. Lists of lines are carried line by line. */
const single: ReadonlySet<YearPart> = new Set(['programme', 'objectives', 'review', 'records']);

/**
 * Begins the parts of a year that were ticked: drafts of their own kinds, of which each still needs its own signature. A part is made whole or not at
 * all, and one that is refused leaves the others. Run again it makes nothing twice. Recorded as `year.roll_over` with what was made, where
 * something was.
 * @throws Forbidden; Conflict `unit_closed`, `year_no_part`; Invalid `year` (this one and the next)
 */
export function rollOver(ctx: Ctx, input: RollOverInput & { unitId: string; year: number }): Promise<PartOutcome[]> {
	return transaction(ctx, async (ctx) => {
		const { unitId, year, parts } = input;
		const role = authorize(ctx, 'year.roll_over', { unitId });
		const day = today(ctx);
		await requireOpenUnit(ctx, unitId, day);
		if (!canBegin(year, day)) throw new Invalid({ year: 'invalid' });
		if (parts.length === 0) throw new Conflict('year_no_part');
		// A unit whose end is known to come before the year begins leaves nothing to it.
		if (`${year}-01-01` > day) await requireOpenUnit(ctx, unitId, `${year}-01-01`);
		// Two who press at once: the second finds what the first has made.
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const [before] = await yearRows(ctx, year, unitId);
		if (!before) throw new Conflict('unit_closed', { day });
		const outcomes: PartOutcome[] = [];
		for (const part of yearParts.filter((one) => parts.includes(one)))
			outcomes.push(
				single.has(part) && !before.missing.includes(part)
					? { part, result: 'exists' }
					: await attempt(ctx, part, input, !before.missing.includes(part))
			);
		const made = outcomes.filter((one) => one.result === 'made');
		if (made.length === 0) return outcomes;
		await record(ctx, {
			event: 'year.roll_over',
			subjectType: 'unit_year',
			subjectId: unitId,
			unitId,
			role,
			after: { year, ...Object.fromEntries(made.map(({ part, id, count }) => [`year_${part}`, id ?? count])) }
		});
		const missing = before.missing.filter((part) => !made.some((one) => one.part === part));
		if (missing.length === 0) await lapse(ctx, 'unit_year', [unitId]);
		return outcomes;
	});
}

/** A savepoint for each part: a refusal takes back what of the part was written, and nothing else. */
async function attempt(
	ctx: Ctx,
	part: YearPart,
	input: RollOverInput & { unitId: string; year: number },
	begun: boolean
): Promise<PartOutcome> {
	await ctx.db.$executeRaw`savepoint year_part`;
	try {
		const made = await makePart[part](ctx, input);
		await ctx.db.$executeRaw`release savepoint year_part`;
		return { part, result: 'made', ...made };
	} catch (why) {
		if (!(why instanceof DomainError)) throw why;
		await ctx.db.$executeRaw`rollback to savepoint year_part`;
		// Every line that was ticked is there already.
		if (begun && why.code === 'year_nothing_chosen') return { part, result: 'exists' };
		return { part, result: 'refused', why };
	}
}
