import { dueDay, reportDays, reportKinds, type ReportPeriod } from '#lib/domain/reports/periodic.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { headsOf } from '#lib/server/audit-trail/units.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { reportingUnitIds } from './facts.ts';
import { reportRule } from './rule.ts';
import { reportName } from './words.ts';

/** Nobody is reminded of a report that was due longer ago. */
const forgottenDays = 120;

/**
 * Once a day: tells officers and heads of units whose report is due soon, and of those that are overdue, each once. Only a word: whether a report is
 * late is read from its days. @returns how many units were told
 */
export async function remindOfReports(ctx: Ctx): Promise<number> {
	const rule = await reportRule(ctx);
	const day = today(ctx);
	const thisYear = Number(day.slice(0, 4));
	let told = 0;
	for (const year of [thisYear - 1, thisYear])
		for (const kind of reportKinds) {
			const dueOn = dueDay(rule, kind, year);
			const rung = rungOf(dueOn, day, rule.soonDays);
			if (rung) told += await remind(ctx, { kind, year }, dueOn, rung);
		}
	return told;
}

function rungOf(dueOn: Day, day: Day, soonDays: number): 'due' | 'late' | null {
	if (day > dueOn) return day <= addDays(dueOn, forgottenDays) ? 'late' : null;
	return day >= addDays(dueOn, -soonDays) ? 'due' : null;
}

async function remind(ctx: Ctx, period: ReportPeriod, dueOn: Day, rung: 'due' | 'late'): Promise<number> {
	const { kind, year } = period;
	const unitIds = await reportingUnitIds(ctx, reportDays(kind, year));
	const sent = await ctx.db.periodicReport.findMany({ where: { kind, year, state: { not: 'draft' } }, select: { unitId: true } });
	const done = new Set(sent.map(({ unitId }) => unitId));
	const what = inEachLanguage((locale) => reportName(period, locale));
	let told = 0;
	for (const unitId of unitIds.filter((one) => !done.has(one)))
		told += await transaction(ctx, async (ctx) => {
			const row = { key: `report:${unitId}:${kind}:${year}:${rung}:${dueOn}`, toldAt: ctx.clock.now() };
			const { count } = await ctx.db.upkeepTold.createMany({ data: [row], skipDuplicates: true });
			if (count === 0) return 0;
			await notify(ctx, {
				to: [...(await officersOf(ctx, unitId)), ...(await headsOf(ctx, unitId))],
				kind: rung === 'due' ? 'report_due' : 'report_late',
				subjectType: 'unit',
				subjectId: unitId,
				unitId,
				params: { what, day: dueOn }
			});
			return 1;
		});
	return told;
}
