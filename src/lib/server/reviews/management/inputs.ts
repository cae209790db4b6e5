import type { ReviewInputInput } from '#lib/domain/reviews/management-forms.ts';
import { groupsOf } from '#lib/domain/reviews/management-inputs.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { requireUser, tidy } from '#lib/server/documents/input.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { openPart, recordPart } from './act.ts';
import type { LoadedReview } from './facts.ts';
import { takeGroups } from './figures/take.ts';

type Input = LoadedReview['inputs'][number];

/** Writes a part as somebody had it before them. @throws Conflict `stale` when somebody was first */
export async function writeInput(
	ctx: Ctx,
	input: Input,
	expected: number | undefined,
	data: Prisma.ManagementReviewInputUncheckedUpdateManyInput
): Promise<void> {
	const rowVersion = expected ?? input.rowVersion;
	const { count } = await ctx.db.managementReviewInput.updateMany({
		where: { id: input.id, rowVersion },
		data: { ...data, rowVersion: rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale', { rowVersion: input.rowVersion });
}

/**
 * Says what there is of an input: figures of eISO, taken now and frozen with today's day, with words beside them; a typed text with its source and
 * date; or that there is nothing, with the reason. Until the minutes are handed over it may be said anew. By its reporter, officers, heads and the
 * secretary. Recorded as `management_review.report`.
 * @throws Forbidden; Conflict `stale`, `illegal_transition`, `figures_none`; Invalid by field; NotFound
 */
export function reportInput(ctx: Ctx, input: ReviewInputInput & { reviewId: string }): Promise<{ code: string }> {
	return transaction(ctx, async (ctx) => {
		const { review, role } = await openPart(ctx, input.reviewId, 'report', ({ inputs }) =>
			inputs.flatMap(({ id, reporterId }) => (id === input.inputId && reporterId ? [reporterId] : []))
		);
		const known = inputOf(review, input.inputId);
		const data = await sourceColumns(ctx, review, known, input);
		await writeInput(ctx, known, input.inputRowVersion, { ...data, filledById: requireUser(ctx), filledAt: ctx.clock.now() });
		await recordPart(ctx, review, 'report', role, {
			before: { source: known.source, text: known.text.slice(0, 500) },
			after: { input: known.code, source: input.source, text: tidy(input.text).slice(0, 500), missing: tidy(input.missing).slice(0, 500) }
		});
		return { code: known.code };
	});
}

/**
 * Takes the figures of eISO for every input that nobody has filled yet and that eISO knows something of. By whom the plan is made or kept.
 * @returns how many were filled
 */
export function takeFigures(ctx: Ctx, input: { reviewId: string }): Promise<{ taken: number }> {
	return transaction(ctx, async (ctx) => {
		const { review, role } = await openPart(ctx, input.reviewId, 'report');
		const day = today(ctx);
		const taken: string[] = [];
		for (const one of review.inputs.filter(({ source }) => source === null)) {
			const figures = await takeGroups(ctx, groupsOf(review.standard.edition, one.code), interval(review, day));
			if (!figures) continue;
			await writeInput(ctx, one, undefined, {
				source: 'eiso',
				figures,
				figuresOn: toDbDate(day),
				filledById: requireUser(ctx),
				filledAt: ctx.clock.now()
			});
			taken.push(one.code);
		}
		if (taken.length > 0) await recordPart(ctx, review, 'report', role, { after: { inputs: taken, source: 'eiso', day } });
		return { taken: taken.length };
	});
}

/** @throws NotFound `review_input_not_found` */
export function inputOf(review: LoadedReview, inputId: string): Input {
	const found = review.inputs.find(({ id }) => id === inputId);
	if (!found) throw new NotFound('review_input_not_found');
	return found;
}

function interval(review: LoadedReview, day: string) {
	const from = fromDbDate(review.periodFrom);
	return { unitId: review.unitId, from: from < day ? from : day, to: day };
}

async function sourceColumns(ctx: Ctx, review: LoadedReview, known: Input, input: ReviewInputInput) {
	const text = tidy(input.text);
	const nothing = { figures: Prisma.DbNull, figuresOn: null, text: '', textSource: '', textOn: null, missing: '' };
	if (input.source === 'eiso') {
		const day = today(ctx);
		const figures = await takeGroups(ctx, groupsOf(review.standard.edition, known.code), interval(review, day));
		if (!figures) throw new Conflict('figures_none');
		return { ...nothing, source: input.source, figures, figuresOn: toDbDate(day), text };
	}
	if (input.source === 'typed') {
		const textSource = tidy(input.textSource);
		const wrong: Record<string, string> = {};
		if (text === '') wrong.text = 'required';
		if (textSource === '') wrong.textSource = 'required';
		if (input.textOn === null) wrong.textOn = 'day_invalid';
		else if (input.textOn > today(ctx)) wrong.textOn = 'day_in_future';
		if (input.textOn === null || Object.keys(wrong).length > 0) throw new Invalid(wrong);
		return { ...nothing, source: input.source, text, textSource, textOn: toDbDate(input.textOn) };
	}
	const missing = tidy(input.missing);
	if (missing === '') throw new Invalid({ missing: 'reason_required' });
	return { ...nothing, source: input.source, missing };
}
