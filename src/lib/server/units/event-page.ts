import type { Day } from '#lib/domain/shared/day.ts';
import type { UnitEventKind } from '#lib/domain/units/unit.ts';
import { unitEventKinds } from '#lib/domain/units/unit.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitsOn } from './units-on-day.ts';

export type EventPage = {
	readonly kind: UnitEventKind;
	readonly today: Day;
	readonly unit: {
		readonly unitId: string;
		readonly code: string;
		readonly name: string;
		readonly kindCode: string;
		readonly parentId: string | null;
	};
	/** All units of today, for choosing. */
	readonly units: readonly { readonly value: string; readonly label: string; readonly hint: string }[];
	readonly kinds: readonly { readonly value: string; readonly label: string }[];
};

/** What the form of an event about one unit needs. @throws Forbidden; NotFound when the unit does not exist today */
export async function eventPage(ctx: Ctx, unitId: string, kind: string | null): Promise<EventPage> {
	authorize(ctx, 'unit.manage');
	const units = await unitsOn(ctx);
	const unit = units.find((one) => one.unitId === unitId);
	if (!unit) throw new NotFound('unit_not_found');
	const names = new Map(units.map((one) => [one.unitId, one.name]));
	const kinds = await ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } });
	return {
		kind: unitEventKinds.find((one) => one === kind) ?? 'RENAME',
		today: today(ctx),
		unit: { unitId, code: unit.code, name: unit.name, kindCode: unit.kindCode, parentId: unit.parentId },
		units: units.map((one) => ({
			value: one.unitId,
			label: one.name,
			hint: [one.code, one.parentId ? names.get(one.parentId) : null].filter(Boolean).join(' · ')
		})),
		kinds: kinds.map((one) => ({ value: one.code, label: ctx.locale === 'en' ? one.nameEn : one.nameVi }))
	};
}
