import type { ServiceText } from '#lib/domain/procedures/admin-services/import-rows.ts';
import { sameSubstance, serviceCodeKey } from '#lib/domain/procedures/admin-services/service.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { publishedOf } from './published.ts';

/** A dated row of the catalogue as it is stored. `validTo` is the first day without it. */
export type StoredRow = ServiceText & { readonly id: string; readonly validFrom: Day; readonly validTo: Day | null };

const columns = {
	id: true,
	serviceId: true,
	name: true,
	field: true,
	kindCodes: true,
	decisionNumber: true,
	decisionDate: true,
	limitValue: true,
	limitUnit: true,
	limitNote: true,
	validFrom: true,
	validTo: true
} as const;

/** The last row of each service; rows that never held (they end on the day they begin) are none. One query. */
export async function lastRows(ctx: Ctx, serviceIds: readonly string[]): Promise<Map<string, StoredRow>> {
	const rows = await ctx.db.adminServiceVersion.findMany({
		where: { serviceId: { in: [...serviceIds] } },
		orderBy: { validFrom: 'asc' },
		select: columns
	});
	const last = new Map<string, StoredRow>();
	for (const row of rows) {
		const stored: StoredRow = {
			...publishedOf(row),
			id: row.id,
			name: row.name,
			field: row.field,
			kindCodes: row.kindCodes,
			validFrom: fromDbDate(row.validFrom),
			validTo: fromDbDate(row.validTo)
		};
		if (stored.validTo === null || stored.validTo > stored.validFrom) last.set(row.serviceId, stored);
	}
	return last;
}

export async function lastRow(ctx: Ctx, serviceId: string): Promise<StoredRow | null> {
	return (await lastRows(ctx, [serviceId])).get(serviceId) ?? null;
}

/** A new service with its first row. */
export async function createRow(ctx: Ctx, input: ServiceText & { code: string; validFrom: Day; isSample?: boolean }): Promise<string> {
	const createdAt = ctx.clock.now();
	const { id } = await ctx.db.adminService.create({
		data: { code: input.code, codeKey: serviceCodeKey(input.code), createdAt },
		select: { id: true }
	});
	await ctx.db.adminServiceVersion.create({
		data: { serviceId: id, ...stored(input), validFrom: toDbDate(input.validFrom), isSample: input.isSample ?? false, createdAt }
	});
	return id;
}

/**
 * A row from a day on. The row that holds then ends; one that would begin on that very day never holds.
 * @throws Conflict `service_same`, `service_changes_later`
 */
export async function addRow(ctx: Ctx, serviceId: string, before: StoredRow | null, text: ServiceText, from: Day): Promise<void> {
	if (before && sameText(before, text) && (before.validTo === null || before.validTo > from)) throw new Conflict('service_same');
	if (before && before.validFrom > from) throw new Conflict('service_changes_later', { day: before.validFrom });
	if (before && (before.validTo === null || before.validTo > from))
		await ctx.db.adminServiceVersion.update({ where: { id: before.id }, data: { validTo: toDbDate(from) } });
	await ctx.db.adminServiceVersion.create({
		data: { serviceId, ...stored(text), validFrom: toDbDate(from), createdAt: ctx.clock.now() }
	});
}

export function sameText(a: ServiceText, b: ServiceText): boolean {
	return a.name === b.name && a.field === b.field && a.kindCodes.join() === b.kindCodes.toSorted().join() && sameSubstance(a, b);
}

/** What the trail keeps of a row. */
export function textForTrail({ name, field, kindCodes, decisionNumber, decisionDate, limit, limitNote }: ServiceText) {
	return {
		name,
		field,
		kindCodes: [...kindCodes],
		decisionNumber,
		decisionDate,
		limitValue: limit?.value ?? null,
		limitUnit: limit?.unit ?? null,
		limitNote
	};
}

function stored({ name, field, kindCodes, decisionNumber, decisionDate, limit, limitNote }: ServiceText) {
	return {
		name,
		field,
		kindCodes: kindCodes.toSorted(),
		decisionNumber,
		decisionDate: toDbDate(decisionDate),
		limitValue: limit?.value ?? null,
		limitUnit: limit?.unit ?? null,
		limitNote
	};
}
