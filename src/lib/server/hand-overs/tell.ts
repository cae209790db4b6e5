import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { formatDay } from '#lib/format.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { leadsOn } from '#lib/server/people/person-facts.ts';
import { worksIn } from './load.ts';

export type Side = 'giver' | 'receiver';
type Told = {
	readonly id: string;
	readonly unitId: string;
	readonly fromId: string;
	readonly toId: string;
	readonly lastDay: Date;
	readonly from: { readonly fullName: string };
	readonly to: { readonly fullName: string };
};

/** Asks the sides to confirm; for somebody who is no longer there, the officers and heads of the unit. */
export async function tellSides(ctx: Ctx, handOver: Told, sides: readonly Side[], kind: NoticeKind): Promise<void> {
	const to: string[] = [];
	if (sides.includes('receiver')) to.push(handOver.toId);
	if (sides.includes('giver')) {
		if (await worksIn(ctx, handOver.unitId, handOver.fromId)) to.push(handOver.fromId);
		else to.push(...(await leadsOn(ctx, handOver.unitId, today(ctx))).filter((id) => id !== handOver.toId));
	}
	await notify(ctx, {
		to,
		kind,
		subjectType: 'hand_over',
		subjectId: handOver.id,
		unitId: handOver.unitId,
		params: { who: handOver.from.fullName, what: handOver.to.fullName, day: formatDay(fromDbDate(handOver.lastDay)) }
	});
}

/** Tells both, and who leads the unit, how it ended. */
export async function tellEnded(ctx: Ctx, handOver: Told, kind: NoticeKind, reason = ''): Promise<void> {
	await notify(ctx, {
		to: [handOver.fromId, handOver.toId, ...(await leadsOn(ctx, handOver.unitId, today(ctx)))],
		kind,
		subjectType: 'hand_over',
		subjectId: handOver.id,
		unitId: handOver.unitId,
		params: { who: handOver.from.fullName, what: handOver.to.fullName, reason }
	});
}
