import { externalEnd } from '#lib/domain/documents/external.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { externalDates, externalDatesSelect } from '../external/status.ts';
import { upkeepDays } from '../periodic-review/rule.ts';

/** The repeal that opened a request. */
export type RequestLaw = {
	readonly externalId: string;
	readonly number: string;
	readonly title: string;
	readonly replacedBy: { readonly id: string; readonly number: string; readonly title: string } | null;
	/** First day without it, and by when what cites it is to be amended; null: the repeal was taken back. */
	readonly ends: { readonly on: Day; readonly dueOn: Day } | null;
};

/** What a request of the system rests on; null for those that no repeal opened. @param sourceKey `law:<repeal>:<document>` */
export async function lawOf(ctx: Ctx, unitId: string, sourceKey: string | null): Promise<RequestLaw | null> {
	const [source, repealId = ''] = (sourceKey ?? '').split(':');
	if (source !== 'law' || !isUuid(repealId)) return null;
	const repeal = await ctx.db.externalRepeal.findUnique({
		where: { id: repealId },
		select: {
			takenBackAt: true,
			replacedBy: { select: { id: true, number: true, title: true } },
			external: { select: { id: true, number: true, title: true, ...externalDatesSelect } }
		}
	});
	if (!repeal) return null;
	const { id: externalId, number, title, ...dates } = repeal.external;
	const on = repeal.takenBackAt === null ? externalEnd(externalDates(dates)) : null;
	const ends = on === null ? null : { on, dueOn: addDays(on, (await upkeepDays(ctx, unitId)).externalDueDays) };
	return { externalId, number, title, replacedBy: repeal.replacedBy, ends };
}
