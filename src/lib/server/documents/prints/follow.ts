import { askedOf, recallDue, type Asked } from '#lib/domain/documents/prints.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitEnd } from '#lib/server/units/units-on-day.ts';
import { printMachine } from '../machines.ts';
import { moving, printFacts, printSelect, type LoadedPrint } from './facts.ts';
import { recallDays } from './rule.ts';
import { tellHolders } from './tell.ts';

const kinds: Record<Exclude<Asked, null | 'call_off'>['why'], NoticeKind> = {
	superseded: 'print_recalled',
	unit_closed: 'print_recalled',
	withdrawn: 'print_withdrawn',
	revoked: 'print_asked_back'
};

/** Notices that ask for a print. */
export const askingKinds = [
	'print_recalled',
	'print_withdrawn',
	'print_asked_back',
	'print_soon',
	'print_late'
] as const satisfies readonly NoticeKind[];

/**
 * Makes the prints that are out follow the ranges of their versions (states.md §5): recalled with supersession, withdrawal, revocation and the
 * end of the unit, from the day on which the version ends; called off when a revocation lets it run on. The documents must be locked.
 * Recorded per print; holders are told. Safe to run again.
 */
export async function followPrints(ctx: Ctx, documentIds: readonly string[]): Promise<void> {
	if (documentIds.length === 0) return;
	const prints = await ctx.db.numberedPrint.findMany({
		where: { documentId: { in: [...documentIds] }, state: { in: ['held', 'recalled'] } },
		orderBy: [{ documentId: 'asc' }, { copyNo: 'asc' }],
		select: printSelect
	});
	for (const [unitId, own] of Map.groupBy(prints, (print) => print.unitId)) await followUnit(ctx, unitId, own);
}

async function followUnit(ctx: Ctx, unitId: string, prints: readonly LoadedPrint[]): Promise<void> {
	const [day, end, days] = [today(ctx), await unitEnd(ctx, unitId), await recallDays(ctx, unitId)];
	const asked = prints.map((print) => ({ print, what: askedOf(facts(print), rangeOf(print), end, day) }));
	for (const group of Map.groupBy(asked, ({ what }) => JSON.stringify(what)).values()) {
		const what = group[0]?.what ?? null;
		const own = group.map(({ print }) => print);
		if (what === 'call_off') await callOff(ctx, own);
		else if (what !== null) await recall(ctx, own, what, recallDue(what.from, days, day));
	}
}

async function recall(ctx: Ctx, prints: readonly LoadedPrint[], { why, from }: Exclude<Asked, null | 'call_off'>, due: Day): Promise<void> {
	await transitionMany(
		ctx,
		printMachine,
		prints.map(named),
		'recall',
		{},
		{
			follows: 'P2s',
			data: { recallWhy: why, recallReason: null, recalledAt: ctx.clock.now(), recallFrom: toDbDate(from), recallDueOn: toDbDate(due) },
			after: ({ print }) => ({ ...printFacts(print), why, from, due })
		}
	);
	await forget(ctx, prints);
	await tellHolders(ctx, kinds[why], prints, { day: due });
}

async function callOff(ctx: Ctx, prints: readonly LoadedPrint[]): Promise<void> {
	await transitionMany(
		ctx,
		printMachine,
		prints.map(named),
		'call_off',
		{},
		{
			follows: 'P4',
			data: {
				recallWhy: null,
				recallReason: null,
				recalledAt: null,
				recallFrom: null,
				recallDueOn: null,
				holderOutcome: null,
				holderSaidAt: null
			},
			after: ({ print }) => printFacts(print)
		}
	);
	await forget(ctx, prints);
	// What was said of several at once is over as well; what else of it is asked stands in Home.
	const holders = prints.flatMap(({ holderId }) => holderId ?? []);
	await lapse(ctx, 'unit', [...new Set(prints.map((print) => print.custodyUnitId))], askingKinds, { userIds: holders });
	await tellHolders(ctx, 'print_called_off', prints);
}

function forget(ctx: Ctx, prints: readonly LoadedPrint[]): Promise<void> {
	const ids = prints.map(({ id }) => id);
	return lapse(ctx, 'numbered_print', ids, [...askingKinds, 'print_called_off', 'print_reported']);
}

const named = (print: LoadedPrint) => ({ ...moving(print), print });

function facts({ state, recallWhy, recallFrom }: LoadedPrint) {
	return { state, recallWhy, recallFrom: fromDbDate(recallFrom) };
}

function rangeOf({ version: { state, effectiveFrom, effectiveTo } }: LoadedPrint) {
	return { state, effectiveFrom: fromDbDate(effectiveFrom), effectiveTo: fromDbDate(effectiveTo) };
}

/**
 * The end of a unit (states.md §11): what is still out is collected by the successor from then on; by the first of several, because one list
 * is overdue in one place (docs/decisions/0374). Without a successor nobody is left to collect it. Recorded once.
 * @returns how many passed
 */
export async function passPrints(ctx: Ctx, unitId: string, heirIds: readonly string[]): Promise<number> {
	const [heirId] = heirIds.toSorted();
	if (heirId === undefined) return 0;
	const { count } = await ctx.db.numberedPrint.updateMany({
		where: { custodyUnitId: unitId, state: { in: ['held', 'recalled'] } },
		data: { custodyUnitId: heirId, rowVersion: { increment: 1 } }
	});
	if (count > 0)
		await record(ctx, {
			event: 'unit.pass_prints',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role: 'system',
			after: { heir: heirId, prints: count }
		});
	return count;
}
