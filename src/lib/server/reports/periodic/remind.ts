import { dueDay, reportDays, reportKinds, type ReportPeriod } from '#lib/domain/reports/periodic.ts';
import { addDays, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
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
		for (const kind of reportKinds)
			told += await remind(ctx, { kind, year }, dueDay(rule, kind, year), (dueOn) => rungOf(dueOn, day, rule.soonDays));
	return told;
}

type Rung = 'due' | 'late';
type Telling = { readonly dueOn: Day; readonly rung: Rung; readonly what: ReturnType<typeof inEachLanguage> };

function rungOf(dueOn: Day, day: Day, soonDays: number): Rung | null {
	if (day > dueOn) return day <= addDays(dueOn, forgottenDays) ? 'late' : null;
	return day >= addDays(dueOn, -soonDays) ? 'due' : null;
}

/** A report that is begun keeps the day that it was begun with, whatever the rule says since. */
async function remind(ctx: Ctx, period: ReportPeriod, usual: Day, rungOn: (dueOn: Day) => Rung | null): Promise<number> {
	const { kind, year } = period;
	const begun = await ctx.db.periodicReport.findMany({ where: { kind, year }, select: { unitId: true, state: true, dueOn: true } });
	const drafts = new Map(begun.flatMap(({ unitId, state, dueOn }) => (state === 'draft' ? [[unitId, fromDbDate(dueOn)] as const] : [])));
	if (rungOn(usual) === null && drafts.size === 0) return 0;
	const done = new Set(begun.filter(({ state }) => state !== 'draft').map(({ unitId }) => unitId));
	const what = inEachLanguage((locale) => reportName(period, locale));
	let told = 0;
	for (const unitId of await reportingUnitIds(ctx, reportDays(kind, year))) {
		const dueOn = drafts.get(unitId) ?? usual;
		const rung = rungOn(dueOn);
		if (rung !== null && !done.has(unitId)) told += await tell(ctx, period, unitId, { dueOn, rung, what });
	}
	return told;
}

function tell(ctx: Ctx, { kind, year }: ReportPeriod, unitId: string, { dueOn, rung, what }: Telling): Promise<number> {
	return transaction(ctx, async (ctx) => {
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
}
