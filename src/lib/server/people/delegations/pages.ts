import { delegableRoles, longestDelegationDays, standingOn, type DelegationStanding } from '#lib/domain/people/delegation.ts';
import type { DelegationQuery } from '#lib/domain/people/delegation-forms.ts';
import { userIdOf, type Role } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, Unauthenticated } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { delegationInclude, delegationMachine, holding, loadDelegation, type Delegation } from './load.ts';
import { actsUnder } from './under.ts';

/** A delegation as lists show it. */
export type ShownDelegation = {
	readonly id: string;
	readonly unitId: string;
	readonly unit: string;
	readonly absent: { readonly id: string; readonly name: string };
	readonly delegate: { readonly id: string; readonly name: string };
	readonly roles: readonly Role[];
	readonly from: Day;
	/** Included. */
	readonly lastDay: Day;
	readonly standing: DelegationStanding;
};

/**
 * The delegations that a person gave or received, or those of a unit.
 * @param unitId the unit the person works in
 * @throws Unauthenticated; Forbidden (the unit's, for who does not lead it)
 */
export async function delegationList(ctx: Ctx, unitId: string | null, query: DelegationQuery, pageSize = 50) {
	const me = userIdOf(ctx.actor);
	if (me === null) throw new Unauthenticated();
	const seesUnit = unitId !== null && may(ctx.actor, 'delegation.read', { unitId });
	if (query.view === 'unit' && !seesUnit) throw new Forbidden();
	const day = today(ctx);
	const where: Prisma.DelegationWhereInput = {
		...(query.view === 'unit' && unitId !== null ? { unitId } : { OR: [{ fromId: me }, { toId: me }] }),
		...(query.state === 'all' ? {} : { state: { in: ['offered', 'accepted'] }, validTo: { gt: toDbDate(day) } })
	};
	const [rows, total] = await Promise.all([
		ctx.db.delegation.findMany({
			where,
			orderBy: [{ validFrom: 'desc' }, { id: 'desc' }],
			...{ skip: (query.page - 1) * pageSize, take: pageSize },
			include: delegationInclude
		}),
		ctx.db.delegation.count({ where })
	]);
	return {
		...{ items: await shownDelegations(ctx, rows), total, page: query.page, pageSize, today: day, me },
		may: { unit: seesUnit, make: unitId !== null && (await makers(ctx, unitId)).length > 0 }
	};
}

/** Rows as lists show them: with the name of the unit and how they stand today. */
export async function shownDelegations(ctx: Ctx, rows: readonly Delegation[]): Promise<ShownDelegation[]> {
	const day = today(ctx);
	const units = await unitNamesOn(
		ctx,
		rows.map(({ unitId }) => unitId),
		day
	);
	const holds = await holding(ctx, rows, day);
	return rows.map((row) => ({
		...{ id: row.id, unitId: row.unitId, unit: units.get(row.unitId)?.name ?? '', roles: row.roles },
		absent: { id: row.fromId, name: row.from.fullName },
		delegate: { id: row.toId, name: row.to.fullName },
		from: fromDbDate(row.validFrom),
		lastDay: addDays(fromDbDate(row.validTo), -1),
		standing: standingOn({ state: row.state, from: fromDbDate(row.validFrom), to: fromDbDate(row.validTo), holds: holds.has(row.id) }, day)
	}));
}

/** One delegation with what was done under it, for those who may know. @throws Unauthenticated, NotFound */
export async function delegationPage(ctx: Ctx, id: string) {
	const { row, subject } = await loadDelegation(ctx, id);
	const [one] = await shownDelegations(ctx, [row]);
	if (!one) throw new Error('a delegation without a row');
	const over = one.standing === 'over' || one.standing === 'declined';
	const seesActs = may(ctx.actor, 'delegation.read_acts', subject);
	const can = (event: 'accept' | 'end') => rowsFor(delegationMachine.table, row.state, event).length > 0;
	return {
		delegation: {
			...one,
			...{ reason: row.reason, paper: row.paper, state: row.state, rowVersion: row.rowVersion },
			...{ madeBy: row.createdBy.fullName, madeAt: row.createdAt },
			ended: row.endedAt && { at: row.endedAt, by: row.endedBy?.fullName ?? null, reason: row.endedReason ?? '' }
		},
		acts: seesActs ? await actsUnder(ctx, row) : null,
		may: {
			answer: !over && can('accept') && userIdOf(ctx.actor) === row.toId,
			end: !over && can('end') && may(ctx.actor, 'delegation.end', subject)
		}
	};
}

type Person = { readonly id: string; readonly name: string; readonly roles: readonly Role[] };

/** Those of the unit whose roles the actor may delegate today. */
async function makers(ctx: Ctx, unitId: string): Promise<Person[]> {
	const people = await peopleOf(ctx, unitId);
	return people.filter(({ id, roles }) => roles.length > 0 && may(ctx.actor, 'delegation.make', { unitId, personId: id }));
}

async function peopleOf(ctx: Ctx, unitId: string): Promise<Person[]> {
	const day = toDbDate(today(ctx));
	const rows = await ctx.db.membership.findMany({
		where: { unitId, validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gt: day } }], user: { status: 'active' } },
		orderBy: [{ user: { fullName: 'asc' } }, { id: 'asc' }],
		select: { userId: true, roles: true, user: { select: { fullName: true } } }
	});
	return [...Map.groupBy(rows, ({ userId }) => userId)].map(([id, own]) => ({
		id,
		name: own[0]?.user.fullName ?? '',
		roles: delegableRoles.filter((role) => own.some(({ roles }) => roles.includes(role)))
	}));
}

/**
 * What the form of a new delegation begins with: who may be the absent one, and of the one chosen which roles and to whom.
 * @param fromId who is away; null: the person themselves, if they hold something
 * @throws Forbidden for who may delegate nothing in this unit
 */
export async function newDelegationPage(ctx: Ctx, unitId: string | null, fromId: string | null) {
	const me = userIdOf(ctx.actor);
	if (me === null) throw new Unauthenticated();
	if (unitId === null) throw new Forbidden();
	const absentOnes = await makers(ctx, unitId);
	const absent = absentOnes.find(({ id }) => id === (fromId ?? me)) ?? absentOnes[0];
	if (!absent) throw new Forbidden();
	authorize(ctx, 'delegation.make', { unitId, personId: absent.id });
	const delegates = (await peopleOf(ctx, unitId)).filter(({ id }) => id !== absent.id && (id !== me || absent.id === me));
	const day = today(ctx);
	return {
		absentOnes: absentOnes.map(({ id, name }) => ({ id, name })),
		absent,
		delegates: delegates.map(({ id, name }) => ({ id, name })),
		...{ today: day, longest: longestDelegationDays, mine: absent.id === me }
	};
}
