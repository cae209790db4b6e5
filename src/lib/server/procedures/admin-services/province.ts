import { countStates, coverageState, mostOutOfDateFirst, type CoverageCounts } from '#lib/domain/procedures/admin-services/coverage.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readUnits, validOn } from '#lib/server/units/units-on-day.ts';
import { publishedOf } from './published.ts';

export type ProvinceLine = {
	readonly unitId: string;
	readonly code: string;
	readonly name: string;
	readonly total: number;
	readonly counts: CoverageCounts;
};
export type ProvinceCoverage = {
	readonly lines: readonly ProvinceLine[];
	readonly sums: CoverageCounts;
	readonly units: number;
	readonly page: number;
	readonly pageSize: number;
};

const pageSize = 50;

type LinkRow = { unitId: string; serviceId: string; linkId: string; inForce: boolean; writtenById: string | null };

/**
 * How every unit stands with the services that apply to it. What is only a draft is its unit's business: such a service has no procedure
 * here. Units with a procedure that is out of date come first.
 * @throws Forbidden for everybody but those who see every unit's coverage
 */
export async function provinceCoverage(ctx: Ctx, query: { q: string; page?: number }): Promise<ProvinceCoverage> {
	authorize(ctx, 'admin_service.coverage');
	const words = fold(query.q).split(/\s+/);
	const found = (await coverageOfUnits(ctx, today(ctx))).filter(({ code, name }) => {
		const text = fold(`${code} ${name}`);
		return words.every((word) => text.includes(word));
	});
	const page = Math.min(Math.max(1, query.page ?? 1), Math.max(1, Math.ceil(found.length / pageSize)));
	return {
		lines: mostOutOfDateFirst(found).slice((page - 1) * pageSize, page * pageSize),
		sums: sumOf(found),
		units: found.length,
		page,
		pageSize
	};
}

/**
 * Every unit to whose kind a service applies on the day, in four queries whatever the number of units. No question of rights: drafts are
 * not looked at.
 */
export async function coverageOfUnits(ctx: Ctx, day: Day): Promise<ProvinceLine[]> {
	const [units, rows, choices, links] = await Promise.all([
		readUnits(ctx, day),
		ctx.db.adminServiceVersion.findMany(),
		ctx.db.unitAdminService.findMany({ select: { unitId: true, serviceId: true, handled: true } }),
		readLinks(ctx, day)
	]);
	const publishedById = new Map(rows.map((row) => [row.id, publishedOf(row)]));
	const current = rows.filter(({ validFrom, validTo }) => {
		const { validFrom: from, OR } = validOn(day);
		return validFrom <= from.lte && (validTo === null || OR.some((one) => one.validTo !== null && validTo > one.validTo.gt));
	});
	const byKind = new Map<string, typeof current>();
	for (const row of current) for (const kind of row.kindCodes) byKind.set(kind, [...(byKind.get(kind) ?? []), row]);
	const key = (unitId: string, serviceId: string) => `${unitId} ${serviceId}`;
	const choiceOf = new Map(choices.map((choice) => [key(choice.unitId, choice.serviceId), choice]));
	const linksOf = Map.groupBy(links, (link) => key(link.unitId, link.serviceId));
	return units.flatMap((unit) => {
		const services = byKind.get(unit.kindCode);
		if (!services) return [];
		const states = services.map((row) => {
			const of = key(unit.unitId, row.serviceId);
			const procedures = (linksOf.get(of) ?? []).map(({ inForce, writtenById }) => ({
				inForce: inForce ? { writtenBy: publishedById.get(writtenById ?? '') ?? null } : null,
				coming: false
			}));
			return coverageState(choiceOf.get(of) ?? null, publishedOf(row), procedures);
		});
		return [{ unitId: unit.unitId, code: unit.code, name: unit.name, total: services.length, counts: countStates(states) }];
	});
}

function sumOf(lines: readonly ProvinceLine[]): CoverageCounts {
	const none = countStates([]);
	return lines.reduce(
		(sum, { counts }) => ({
			missing: sum.missing + counts.missing,
			out_of_date: sum.out_of_date + counts.out_of_date,
			draft_only: sum.draft_only + counts.draft_only,
			in_force: sum.in_force + counts.in_force,
			undecided: sum.undecided + counts.undecided,
			not_handled: sum.not_handled + counts.not_handled
		}),
		none
	);
}

/** Each link with whether its procedure is in force, and what its version, or else one before it, was last said to be written by. */
function readLinks(ctx: Ctx, day: string): Promise<LinkRow[]> {
	return ctx.db.$queryRaw<LinkRow[]>`
		select l.id as "linkId", l.unit_id as "unitId", l.service_id as "serviceId", v.id is not null as "inForce", (
			select c.service_version_id from admin_service_confirmation c join version w on w.id = c.version_id
			where c.link_id = l.id and (w.issue_no, w.revision_no) <= (v.issue_no, v.revision_no)
			order by (w.id = v.id) desc, c.confirmed_at desc limit 1) as "writtenById"
		from admin_service_link l
		left join version v on v.document_id = l.document_id and v.effective_from <= ${day}::date
			and (v.effective_to is null or v.effective_to > ${day}::date)
		where l.removed_at is null`;
}
