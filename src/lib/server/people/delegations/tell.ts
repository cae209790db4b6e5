import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { roleWords } from '#lib/role-names.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import type { Delegation } from './load.ts';

export type DelegationNotice = Extract<NoticeKind, `delegation_${string}`>;

/** Tells of a delegation: who for whom, as what, from when to when. Nobody is told of their own act. */
export async function tell(ctx: Ctx, row: Delegation, kind: DelegationNotice, to: readonly string[], count = 0): Promise<void> {
	await notify(ctx, {
		to: [...to],
		kind,
		subjectType: 'delegation',
		subjectId: row.id,
		unitId: row.unitId,
		params: {
			unit: await unitNameOn(ctx, row.unitId, today(ctx)),
			// Of whom and to whom; the first and the last day.
			who: row.from.fullName,
			title: row.to.fullName,
			what: inEachLanguage((locale) => roleWords(row.roles, locale)),
			numbers: formatDay(fromDbDate(row.validFrom)),
			day: formatDay(addDays(fromDbDate(row.validTo), -1)),
			count
		}
	});
}
