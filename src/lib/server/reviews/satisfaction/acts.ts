import type { FigureInput } from '#lib/domain/reviews/satisfaction/forms.ts';
import { figureFaults, figuresOf, type FigureName, type Figures } from '#lib/domain/reviews/satisfaction/figures.ts';
import { periodDays, periodsIn } from '#lib/domain/reviews/periods.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/**
 * Gives the figures of a topic and period, with their source and its day; given again they correct what was there and say why. Recorded as
 * `service_figure.enter` or `service_figure.correct`.
 * @throws Forbidden, Invalid by field; Conflict `unit_closed`
 */
export function enterFigures(
	ctx: Ctx,
	input: FigureInput & { unitId: string; origin?: 'typed' | 'imported' }
): Promise<{ id: string; corrected: boolean }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, topic, year, periodKind, period, origin = 'typed' } = input;
		const role = authorize(ctx, 'figure.manage', { unitId });
		const day = today(ctx);
		await requireOpenUnit(ctx, unitId, day);
		const faults = faultsOf(input, day);
		if (Object.keys(faults).length > 0) throw new Invalid(faults);
		const figures = only(input);
		// Two at once wait for each other: the second corrects the first.
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const where = { unitId, topic, year, periodKind, period };
		const before = await ctx.db.serviceFigure.findFirst({ where, orderBy: { number: 'desc' } });
		const correctedReason = before ? requireReason(input.reason, 'reason') : null;
		const { id } = await ctx.db.serviceFigure.create({
			data: {
				...{ ...where, ...figures, number: (before?.number ?? 0) + 1, correctedReason, origin },
				...{ source: tidy(input.source), sourceOn: toDbDate(input.sourceOn), note: tidy(input.note) },
				...{ enteredById: requireUser(ctx), enteredAt: ctx.clock.now() }
			},
			select: { id: true }
		});
		await record(ctx, {
			event: before ? 'service_figure.correct' : 'service_figure.enter',
			subjectType: 'service_figure',
			subjectId: id,
			unitId,
			role,
			before: before ? { figures: figuresOf[topic].map((name) => before[name] ?? 0) } : null,
			after: {
				topic,
				year,
				periodKind,
				period,
				figures: figuresOf[topic].map((name) => figures[name] ?? 0),
				source: tidy(input.source),
				origin
			},
			comment: correctedReason
		});
		return { id, corrected: before !== null };
	});
}

/** What is wrong with the input on a day, by field. */
export function faultsOf(input: FigureInput, day: string): Record<string, string> {
	const faults = figureFaults(input.topic, input);
	if (input.period > periodsIn(input.periodKind)) faults.period = 'period_unknown';
	else if (periodDays(input.periodKind, input.year, input.period).from > day) faults.period = 'period_not_begun';
	if (input.sourceOn > day) faults.sourceOn = 'day_to_come';
	if (tidy(input.source) === '') faults.source = 'required';
	return faults;
}

/** The figures that the topic has; others are not kept. */
function only(input: FigureInput): Figures {
	const has = (name: FigureName) => (figuresOf[input.topic].includes(name) ? input[name] : null);
	return {
		...{ sent: has('sent'), answered: has('answered'), satisfied: has('satisfied') },
		...{ received: has('received'), onTime: has('onTime'), late: has('late'), returned: has('returned') }
	};
}
