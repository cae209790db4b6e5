import { packState, type PackScope, type PackState } from '#lib/domain/reports/evidence-pack.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';

export type PackLine = {
	readonly id: string;
	readonly scope: PackScope;
	readonly label: string;
	readonly unit: string;
	readonly askedBy: string;
	readonly askedAt: Date;
	readonly state: PackState;
	readonly done: number;
	readonly total: number;
	readonly failure: string | null;
	readonly sha256: string | null;
	readonly size: number | null;
	readonly keepUntil: Day | null;
};

export type PacksPage = {
	readonly items: readonly PackLine[];
	/** What a pack may be made of here; empty where somebody may read the list of their own alone. */
	readonly audits: readonly { id: string; name: string }[];
	readonly inspections: readonly { id: string; name: string }[];
	readonly years: readonly number[];
	readonly ofUnit: boolean;
	/** Something is on its way: the page asks again. */
	readonly busy: boolean;
};

const mostShown = 50;

/**
 * Packs of the unit, newest first; for the Department those of inspections. With what a new one may be of. Five statements.
 * @throws Forbidden, Unauthenticated
 */
export async function packsPage(ctx: Ctx, activeUnitId: string | null): Promise<PacksPage> {
	const ofUnit = activeUnitId !== null && decide(ctx.actor, 'pack.make', { unitId: activeUnitId }).allowed;
	if (!ofUnit) authorize(ctx, 'pack.make_inspection', { unitId: activeUnitId ?? null }, { readable: true });
	if (!ofUnit && ctx.actor.kind !== 'user') throw new Forbidden();
	const where = ofUnit ? { unitId: activeUnitId } : { scope: 'inspection' as const };
	const packs = await ctx.db.evidencePack.findMany({
		where,
		orderBy: [{ askedAt: 'desc' }, { id: 'desc' }],
		take: mostShown,
		include: { askedBy: { select: { fullName: true } } }
	});
	const [audits, inspections] = await Promise.all([
		ofUnit
			? ctx.db.internalAudit.findMany({
					where: { unitId: activeUnitId },
					orderBy: { number: 'desc' },
					select: { id: true, number: true, title: true }
				})
			: [],
		ctx.db.inspection.findMany({
			where: { state: 'closed', ...(ofUnit ? { unitId: activeUnitId } : {}) },
			orderBy: [{ closedAt: 'desc' }],
			take: 400,
			select: { id: true, unitId: true, cycle: { select: { number: true, title: true } } }
		})
	]);
	const names = await unitNamesOn(ctx, [...packs.map(({ unitId }) => unitId), ...inspections.map(({ unitId }) => unitId)], today(ctx));
	const nameOf = (unitId: string) => names.get(unitId)?.name ?? '';
	const items = packs.map((pack): PackLine => {
		const keepUntil = pack.keepUntil ? fromDbDate(pack.keepUntil) : null;
		const { id, scope, label, askedAt, done, total, failure, sha256, size } = pack;
		const state = packState({ ...pack, keepUntil }, today(ctx));
		return {
			id,
			scope,
			label,
			unit: nameOf(pack.unitId),
			askedBy: pack.askedBy.fullName,
			askedAt,
			state,
			done,
			total,
			failure,
			sha256,
			size: size === null ? null : Number(size),
			keepUntil
		};
	});
	const thisYear = Number(today(ctx).slice(0, 4));
	return {
		items,
		audits: audits.map(({ id, number, title }) => ({ id, name: `${number} · ${title}` })),
		inspections: inspections.map(({ id, unitId, cycle }) => ({
			id,
			name: `${cycle.number} · ${ofUnit ? cycle.title : nameOf(unitId)}`
		})),
		years: Array.from({ length: 6 }, (_, back) => thisYear - back),
		ofUnit,
		busy: items.some(({ state }) => state === 'waiting' || state === 'building')
	};
}
