import { serviceCodeKey, type Limit, type Published } from '#lib/domain/procedures/admin-services/service.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { AdminServiceVersion } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

type StoredText = Pick<AdminServiceVersion, 'decisionNumber' | 'decisionDate' | 'limitValue' | 'limitUnit' | 'limitNote'>;

/** What a stored row says of decision and limit. */
export function publishedOf({ decisionNumber, decisionDate, limitValue, limitUnit, limitNote }: StoredText): Published {
	return { decisionNumber, decisionDate: fromDbDate(decisionDate), limit: limitOf(limitValue, limitUnit), limitNote };
}

/** The two columns of a limit, which are filled both or neither. */
export function limitOf(value: { toNumber(): number } | null, unit: Limit['unit'] | null): Limit | null {
	return value !== null && unit !== null ? { value: value.toNumber(), unit } : null;
}

export type ServiceOnDay = {
	readonly code: string;
	readonly name: string;
	readonly decision: { readonly number: string; readonly date: Day };
	/** In working days or hours; null where the decision gives several, which `limitNote` says. */
	readonly limit: Limit | null;
	readonly limitNote: string;
};

/**
 * What was published about the service with this code, in whatever way the code is written, for a day; null when the catalogue has
 * none then. The catalogue is open to everybody, so that no right is asked. One query.
 */
export async function adminServiceFor(ctx: Ctx, code: string, day: Day): Promise<ServiceOnDay | null> {
	const version = await ctx.db.adminServiceVersion.findFirst({
		where: { service: { codeKey: serviceCodeKey(code) }, ...validOn(day) },
		select: {
			name: true,
			decisionNumber: true,
			decisionDate: true,
			limitValue: true,
			limitUnit: true,
			limitNote: true,
			service: { select: { code: true } }
		}
	});
	if (!version) return null;
	const { decisionNumber, decisionDate, limit, limitNote } = publishedOf(version);
	return { code: version.service.code, name: version.name, decision: { number: decisionNumber, date: decisionDate }, limit, limitNote };
}
