import { formatDay } from '#lib/format.ts';
import { lapse, notify, type Notification } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { linesOf } from '../external/list.ts';
import { officersByUnit } from '../external/told.ts';
import { forgetPastReviews } from './forget.ts';
import { reviewsDue, type ReviewDue } from './due.ts';

/**
 * Once a day: tells owners and officers of reviews that have come due or late, and of external documents to check. Only a word: what is due
 * is computed by the pages, and nothing depends on this having run. Each is said once.
 */
export async function remindOfUpkeep(ctx: Ctx): Promise<void> {
	const due = (await reviewsDue(ctx, {})).filter((review) => review.state !== 'planned');
	await transaction(ctx, (ctx) => forgetPastReviews(ctx, due));
	const units = [...new Set([...due.map((review) => review.unitId), ...(await unitsWithLists(ctx))])];
	const officers = await officersByUnit(ctx, units);
	for (const unitId of units)
		await transaction(ctx, async (ctx) => {
			for (const review of due.filter((one) => one.unitId === unitId)) await tellOfReview(ctx, review, officers.get(unitId) ?? []);
			await tellOfChecks(ctx, unitId, officers.get(unitId) ?? []);
		});
}

async function tellOfReview(ctx: Ctx, review: ReviewDue, officers: readonly string[]): Promise<void> {
	const { documentId, unitId, dueOn, state, ownerId, code, title } = review;
	if (!(await first(ctx, `review:${documentId}:${dueOn}:${state}`))) return;
	const kind = state === 'late' ? 'review_late' : 'review_due';
	if (kind === 'review_late') await lapse(ctx, 'document', [documentId], ['review_due']);
	await notify(ctx, {
		to: [ownerId, ...officers],
		kind,
		subjectType: 'document',
		subjectId: documentId,
		unitId,
		params: { code, title, day: formatDay(dueOn) }
	});
}

/** Who is named to check what, else the officers: one word per person and unit for all of it. */
async function tellOfChecks(ctx: Ctx, unitId: string, officers: readonly string[]): Promise<void> {
	const lines = await linesOf(ctx, { unitId, q: '', state: '', check: 'due', from: '' });
	const fresh = [];
	for (const line of lines) if (await first(ctx, `check:${unitId}:${line.id}:${line.checkDueOn}`)) fresh.push(line);
	const [one] = fresh;
	if (!one) return;
	const checkers = await ctx.db.externalSubscription.findMany({
		where: { unitId, externalId: { in: fresh.map((line) => line.id) }, endedAt: null },
		select: { externalId: true, checkerId: true }
	});
	const asked = (line: { id: string }) => {
		const named = checkers.find(({ externalId }) => externalId === line.id)?.checkerId;
		return named ? [named] : officers;
	};
	for (const userId of new Set(fresh.flatMap(asked))) {
		const own = fresh.filter((line) => asked(line).includes(userId));
		await notify(ctx, { to: [userId], ...checkNotice(unitId, own) });
	}
}

const checkNotice = (unitId: string, lines: readonly { number: string }[]): Omit<Notification, 'to'> => ({
	kind: 'external_check_due',
	subjectType: 'unit',
	subjectId: unitId,
	unitId,
	params: {
		count: lines.length,
		what: lines
			.slice(0, 5)
			.map((line) => line.number)
			.join(', ')
	}
});

async function unitsWithLists(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db.externalSubscription.groupBy({ by: ['unitId'], where: { endedAt: null } });
	return rows.map((row) => row.unitId);
}

/** True the first time that this is said. */
async function first(ctx: Ctx, key: string): Promise<boolean> {
	const { count } = await ctx.db.upkeepTold.createMany({ data: [{ key, toldAt: ctx.clock.now() }], skipDuplicates: true });
	return count === 1;
}
