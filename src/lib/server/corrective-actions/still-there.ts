import type { Day } from '#lib/domain/shared/day.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/** What tells whether somebody who was appointed to a team is still where they came from, on a day. */
export const stillThereOn = (day: Day) =>
	({ status: true, memberships: { where: validOn(day), select: { unitId: true } } }) as const satisfies Prisma.UserSelect;

type Person = { readonly status: string; readonly memberships: readonly { readonly unitId: string }[] };

/** Who has left their unit, or eISO, has no right from a team any more (states.md §13). `unitId`: of the audit, of a guest their own. */
export function isStillThere({ status, memberships }: Person, unitId: string): boolean {
	return status === 'active' && memberships.some((one) => one.unitId === unitId);
}
