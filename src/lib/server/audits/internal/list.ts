import type { AuditQuery } from '#lib/domain/audits/audit-forms.ts';
import type { AuditState } from '#lib/domain/audits/audit-lifecycle.ts';
import { hasProvinceRole, predecessorIdsWith, roles, unitIdsWith, userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { unitNamesOn, validOn } from '#lib/server/units/units-on-day.ts';

export type AuditItem = {
	readonly id: string;
	readonly number: string;
	/** Null for whoever sees no text: dates, state and counts alone. */
	readonly title: string | null;
	readonly state: AuditState;
	readonly unitId: string;
	/** Shown where it is another one than the reader's. */
	readonly unit: string;
	readonly startsOn: Day;
	readonly endsOn: Day;
	readonly firstStartsOn: Day;
	readonly areas: readonly string[];
	readonly lead: string | null;
	readonly counts: { readonly major: number; readonly minor: number; readonly observation: number };
	/** By clause, nonconformities alone. */
	readonly clauses: readonly { readonly clause: string; readonly count: number }[];
};

/**
 * The audits that somebody sees (design.md §8): officer and heads those of their unit and, asked
 * for by its id, of one before it, members of a team and guests theirs, people of an area
 * those that were announced to them. One `where`, agreeing with `sightOf`.
 */
export function visibleAudits(ctx: Ctx, unitId: string | null): Prisma.InternalAuditWhereInput {
	const { actor } = ctx;
	if (actor.kind !== 'user' || actor.province.includes('administrator')) return { id: { in: [] } };
	const me = actor.userId;
	const day = today(ctx);
	const mine = [
		...unitIdsWith(actor, ['officer', 'head']).filter((id) => unitId === null || id === unitId),
		...predecessorIdsWith(actor, ['officer', 'head']).filter((id) => id === unitId)
	];
	const units = unitIdsWith(actor, roles);
	const team = (homeUnitId: Prisma.AuditTeamMemberWhereInput): Prisma.InternalAuditWhereInput => ({
		auditTeamMemberAudit: { some: { userId: me, endedAt: null, appointedAt: { not: null }, ...homeUnitId } }
	});
	return {
		OR: [
			{ unitId: { in: mine } },
			{ unitId: { in: units }, ...team({ homeUnitId: null }) },
			{ state: { notIn: ['closed', 'cancelled'] }, ...team({ homeUnitId: { in: units } }) },
			{
				unitId: { in: units },
				state: { not: 'planned' },
				auditScopeAreaAudit: {
					some: {
						area: { OR: belongsTo(me, day) }
					}
				}
			}
		]
	};
}

const pageSize = 50;

/**
 * The list of /audits.
 * @param asked a closed unit before their own, instead of the one where they work
 * @throws Forbidden for whoever belongs to no unit
 */
export async function auditList(ctx: Ctx, activeUnitId: string | null, query: AuditQuery, asked: string | null = null) {
	if (ctx.actor.kind !== 'user' || ctx.actor.memberships.length === 0) throw new Forbidden();
	const ended = await unitBefore(ctx, asked);
	const unitId = ended?.unitId ?? activeUnitId;
	const where: Prisma.InternalAuditWhereInput = {
		AND: [visibleAudits(ctx, unitId), filterOf(query), ...(ended ? [{ unitId: ended.unitId }] : [])]
	};
	const [total, items] = await Promise.all([ctx.db.internalAudit.count({ where }), readAudits(ctx, where, { page: query.page, pageSize })]);
	const areas = unitId
		? await ctx.db.auditArea.findMany({ where: { unitId }, orderBy: { position: 'asc' }, select: { id: true, name: true } })
		: [];
	return {
		items,
		total,
		page: query.page,
		pageSize,
		query,
		areas,
		ended,
		may: { plan: unitId !== null && may(ctx.actor, 'audit.plan', { unitId }) }
	};
}

/**
 * For the API: what the actor sees, and for a coordinator every unit's audits without a text (design.md §8).
 * @param unitId one unit alone
 */
export async function auditsFor(ctx: Ctx, unitId: string | null, query: AuditQuery, paging: { page: number; pageSize: number }) {
	const counts = hasProvinceRole(ctx.actor, 'coordinator');
	const scope = counts ? (unitId ? { unitId } : {}) : { AND: [visibleAudits(ctx, unitId), unitId ? { unitId } : {}] };
	const where: Prisma.InternalAuditWhereInput = { AND: [scope, filterOf(counts ? { ...query, q: undefined } : query)] };
	const [total, items] = await Promise.all([ctx.db.internalAudit.count({ where }), readAudits(ctx, where, paging)]);
	return { total, items: counts ? items.map((item) => ({ ...item, title: null, areas: [], lead: null })) : items };
}

function filterOf(query: AuditQuery): Prisma.InternalAuditWhereInput {
	const and: Prisma.InternalAuditWhereInput[] = [];
	if (query.state) and.push({ state: query.state });
	if (query.year) and.push({ startsOn: { gte: toDbDate(`${query.year}-01-01`), lte: toDbDate(`${query.year}-12-31`) } });
	if (query.area && isUuid(query.area)) and.push({ auditScopeAreaAudit: { some: { areaId: query.area } } });
	if (query.q)
		and.push({ OR: [{ number: { contains: query.q, mode: 'insensitive' } }, { title: { contains: query.q, mode: 'insensitive' } }] });
	return { AND: and };
}

async function readAudits(
	ctx: Ctx,
	where: Prisma.InternalAuditWhereInput,
	{ page, pageSize }: { page: number; pageSize: number }
): Promise<AuditItem[]> {
	const rows = await ctx.db.internalAudit.findMany({
		where,
		orderBy: [{ startsOn: 'desc' }, { number: 'desc' }],
		skip: (page - 1) * pageSize,
		take: pageSize,
		select: {
			id: true,
			number: true,
			title: true,
			state: true,
			unitId: true,
			startsOn: true,
			endsOn: true,
			firstStartsOn: true,
			auditScopeAreaAudit: { orderBy: { area: { position: 'asc' } }, select: { areaId: true, area: { select: { name: true } } } },
			auditTeamMemberAudit: {
				where: { endedAt: null },
				select: { userId: true, role: true, appointedAt: true, user: { select: { fullName: true } } }
			}
		}
	});
	const own = await ownAreas(
		ctx,
		rows.flatMap(({ auditScopeAreaAudit }) => auditScopeAreaAudit.map(({ areaId }) => areaId))
	);
	const ids = rows.map(({ id }) => id);
	const counted = await ctx.db.finding.groupBy({
		by: ['auditId', 'areaId', 'grade', 'clause'],
		where: { auditId: { in: ids }, state: { not: 'void' } },
		_count: { _all: true }
	});
	const names = await unitNamesOn(
		ctx,
		rows.map(({ unitId }) => unitId),
		today(ctx)
	);
	return rows.map(({ auditScopeAreaAudit, auditTeamMemberAudit, startsOn, endsOn, firstStartsOn, ...row }) => {
		const onTeam = auditTeamMemberAudit.some(({ userId, appointedAt }) => appointedAt !== null && userId === userIdOf(ctx.actor));
		const all = onTeam || may(ctx.actor, 'counts.audits', { unitId: row.unitId });
		const scope = auditScopeAreaAudit.filter(({ areaId }) => all || own.has(areaId));
		// Who is audited reads of their own areas, here as on the page.
		const findings = counted.filter(
			({ auditId, areaId }) => auditId === row.id && (all || (areaId !== null && scope.some((one) => one.areaId === areaId)))
		);
		const of = (grade: string) => findings.filter((group) => group.grade === grade).reduce((sum, { _count }) => sum + _count._all, 0);
		const wrong = findings.filter(({ grade, clause }) => clause !== null && (grade === 'major' || grade === 'minor'));
		return {
			...row,
			startsOn: fromDbDate(startsOn),
			endsOn: fromDbDate(endsOn),
			firstStartsOn: fromDbDate(firstStartsOn),
			unit: names.get(row.unitId)?.name ?? '',
			areas: scope.map(({ area }) => area.name),
			lead: auditTeamMemberAudit.find(({ role }) => role === 'lead')?.user.fullName ?? null,
			counts: { major: of('major'), minor: of('minor'), observation: of('observation') },
			clauses: [...Map.groupBy(wrong, ({ clause }) => clause ?? '')].map(([clause, groups]) => ({
				clause,
				count: groups.reduce((sum, { _count }) => sum + _count._all, 0)
			}))
		};
	});
}

/** Areas of these that the reader leads or works in today. */
async function ownAreas(ctx: Ctx, areaIds: readonly string[]): Promise<Set<string>> {
	const me = userIdOf(ctx.actor);
	if (me === null) return new Set();
	const areas = await ctx.db.auditArea.findMany({
		where: { id: { in: [...areaIds] }, OR: belongsTo(me, today(ctx)) },
		select: { id: true }
	});
	return new Set(areas.map(({ id }) => id));
}

function belongsTo(userId: string, day: Day): Prisma.AuditAreaWhereInput[] {
	return [
		{ leaderId: userId },
		{ auditAreaMemberArea: { some: { userId } } },
		{ division: { memberships: { some: { userId, ...validOn(day) } } } }
	];
}

/** Reports of a unit's closed audits that a head shares, for its inspectors: what they may open at `/audits/{id}/papers/report`. */
export async function sharedReports(
	ctx: Ctx,
	unitId: string
): Promise<{ id: string; number: string; title: string; closedAt: Date | null }[]> {
	if (!may(ctx.actor, 'audit.shared_report', { unitId })) return [];
	return ctx.db.internalAudit.findMany({
		where: { unitId, state: 'closed', sharedAt: { not: null } },
		orderBy: { closedAt: 'desc' },
		select: { id: true, number: true, title: true, closedAt: true }
	});
}
