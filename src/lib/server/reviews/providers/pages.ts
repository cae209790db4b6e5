import { may } from '#lib/domain/permissions/decide.ts';
import type { ProviderQuery } from '#lib/domain/reviews/providers/forms.ts';
import { defaultCriteria, type ProviderStanding } from '#lib/domain/reviews/providers/rating.ts';
import { addDays, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { evidenceOf, removableOf } from '#lib/server/corrective-actions/evidence-list.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { criteriaIn, loadProvider, scoresIn, type Provider } from './load.ts';

const pageSize = 50;

/**
 * The external providers of a unit.
 * @param activeUnitId the unit the person works in, unless the query asks for a closed one before it
 * @throws Forbidden
 */
export async function providerList(ctx: Ctx, activeUnitId: string | null, query: ProviderQuery) {
	const ended = await unitBefore(ctx, query.unit);
	const unitId = ended?.unitId ?? activeUnitId;
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'provider.read', { unitId });
	const day = today(ctx);
	const contains = { contains: query.q, mode: 'insensitive' } as const;
	const where: Prisma.ExternalProviderWhereInput = {
		unitId,
		...inState(query.state, day),
		...(query.q === '' ? {} : { OR: [{ name: contains }, { provides: contains }, { taxCode: contains }] })
	};
	const [rows, total] = await Promise.all([
		ctx.db.externalProvider.findMany({
			where,
			orderBy: [{ endedOn: { sort: 'desc', nulls: 'first' } }, { name: 'asc' }],
			skip: (query.page - 1) * pageSize,
			take: pageSize,
			include: { providerRatingProvider: { orderBy: { number: 'desc' }, take: 1, select: { total: true, year: true } } }
		}),
		ctx.db.externalProvider.count({ where })
	]);
	return {
		...{ total, page: query.page, pageSize, ended },
		items: rows.map((row) => ({
			...{ id: row.id, name: row.name, provides: row.provides, standing: standingOf(row) },
			total: row.providerRatingProvider[0] ? Number(row.providerRatingProvider[0].total) : null,
			ratedYear: row.providerRatingProvider[0]?.year ?? null,
			nextRatingOn: row.endedOn ? null : fromDbDate(row.nextRatingOn)
		})),
		today: day,
		may: { manage: may(ctx.actor, 'provider.manage', { unitId }) }
	};
}

function inState(state: ProviderQuery['state'], day: string): Prisma.ExternalProviderWhereInput {
	if (state === 'all') return {};
	if (state === 'ended') return { endedOn: { not: null } };
	if (state === 'current') return { endedOn: null };
	if (state === 'due') return { endedOn: null, nextRatingOn: { lte: toDbDate(day) } };
	return { endedOn: null, outcome: state === 'unrated' ? null : state };
}

const standingOf = (row: Pick<Provider, 'endedOn' | 'outcome'>): ProviderStanding => (row.endedOn ? 'ended' : (row.outcome ?? 'unrated'));

/** What the form of a new provider begins with. @throws Forbidden */
export function newProviderPage(ctx: Ctx, unitId: string | null) {
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'provider.manage', { unitId });
	const day = today(ctx);
	return { criteria: defaultCriteria, today: day, nextRatingOn: addDays(day, 365) };
}

/** A provider with its ratings, the latest first. @throws NotFound */
export async function providerPage(ctx: Ctx, providerId: string) {
	const { provider, subject } = await loadProvider(ctx, providerId);
	const ratings = await ctx.db.providerRating.findMany({
		where: { providerId: provider.id },
		orderBy: { number: 'desc' },
		include: { ratedBy: { select: { fullName: true } } }
	});
	const evidence = await evidenceOf(
		ctx,
		'provider_rating',
		ratings.map(({ id }) => id)
	);
	const day = today(ctx);
	const manage = may(ctx.actor, 'provider.manage', subject) && provider.endedOn === null;
	return {
		provider: {
			...{ id: provider.id, name: provider.name, taxCode: provider.taxCode, contact: provider.contact, provides: provider.provides },
			...{ control: provider.control, criteria: criteriaIn(provider.criteria), startedOn: fromDbDate(provider.startedOn) },
			...{ nextRatingOn: fromDbDate(provider.nextRatingOn), endedOn: fromDbDate(provider.endedOn), endedReason: provider.endedReason },
			...{ standing: standingOf(provider), rowVersion: provider.rowVersion }
		},
		ratings: ratings.map((one) => ({
			...{
				id: one.id,
				year: one.year,
				ratedOn: fromDbDate(one.ratedOn),
				total: Number(one.total),
				outcome: one.outcome,
				remarks: one.remarks
			},
			...{ by: one.ratedBy.fullName, scores: scoresIn(one.scores), evidence: evidence.get(one.id) ?? [] }
		})),
		/** What this person may take away: a head, while the provider is used, and not what they added. */
		removable: provider.endedOn ? [] : removableOf(ctx, 'provider.remove_evidence', subject, [...evidence.values()].flat()),
		today: day,
		nextRatingOn: addDays(day, 365),
		may: { manage, rate: manage, evidence: manage && ratings.length > 0 }
	};
}
