import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitEnd, validOn } from '../units-on-day.ts';

/** The days of a row: it begins while the unit exists and ends with it at the latest. @throws Invalid `day_invalid`; Conflict `unit_closed` */
export async function period(ctx: Ctx, unitId: string, validFrom: Day): Promise<{ validFrom: Date; validTo: Date | null }> {
	if (!isDay(validFrom)) throw new Invalid({ validFrom: 'day_invalid' });
	const unit = await ctx.db.unitVersion.findFirst({ where: { unitId, ...validOn(validFrom) }, select: { id: true } });
	if (!unit) throw new Conflict('unit_closed', { day: validFrom });
	const end = await unitEnd(ctx, unitId);
	return { validFrom: toDbDate(validFrom), validTo: end === null ? null : toDbDate(end) };
}

/** The first day without a row. @throws Invalid `day_invalid`, `end_before_start` */
export function endOf(endsOn: Day, validFrom: Date): Date {
	if (!isDay(endsOn)) throw new Invalid({ endsOn: 'day_invalid' });
	const end = toDbDate(endsOn);
	if (end < validFrom) throw new Invalid({ endsOn: 'end_before_start' });
	return end;
}

/** Somebody of the unit, by account or by name as typed. @throws Invalid when there is neither, or the account is not of the unit that day */
export async function personOf(
	ctx: Ctx,
	unitId: string,
	person: { userId: string | null; fullName: string },
	day: Day,
	fields: { user: string; name: string }
): Promise<{ userId: string | null; fullName: string }> {
	const typed = person.fullName.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
	if (person.userId === null) {
		if (typed === '') throw new Invalid({ [fields.name]: 'name_or_account' });
		return { userId: null, fullName: typed };
	}
	const member = await ctx.db.membership.findFirst({
		where: { unitId, userId: person.userId, ...validOn(day) },
		select: { user: { select: { fullName: true } } }
	});
	if (!member) throw new Invalid({ [fields.user]: 'head_not_member' });
	return { userId: person.userId, fullName: member.user.fullName };
}

export function found<Row>(row: Row | null): Row {
	if (row === null) throw new NotFound('not_found');
	return row;
}

/** A compare-and-set that did not write one row. @throws Conflict `stale` */
export function wrote({ count }: { count: number }): void {
	if (count !== 1) throw new Conflict('stale');
}

/** Rows that have ended are kept as they were. */
export function hasEnded(ctx: Ctx, validTo: Date | null): boolean {
	return validTo !== null && fromDbDate(validTo) <= today(ctx);
}
