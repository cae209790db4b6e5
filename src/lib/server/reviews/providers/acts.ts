import type { NewProviderInput, ProviderEntry, RatingInput } from '#lib/domain/reviews/providers/forms.ts';
import { proposedOutcome, totalOf, type Score } from '#lib/domain/reviews/providers/rating.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { criteriaIn, takeProvider, writeProvider } from './load.ts';

/** Enters a provider with its criteria and the day of its first rating. Recorded as `external_provider.create`. @throws Forbidden, Invalid; Conflict `unit_closed`, `provider_exists` */
export function createProvider(ctx: Ctx, input: NewProviderInput & { unitId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'provider.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		if (input.startedOn > today(ctx)) throw new Invalid({ startedOn: 'day_to_come' });
		const entry = tidied(input);
		await requireFree(ctx, unitId, entry.name, null);
		const { id } = await ctx.db.externalProvider.create({
			data: {
				...{ unitId, ...entry, startedOn: toDbDate(input.startedOn), nextRatingOn: toDbDate(input.nextRatingOn) },
				...{ createdById: requireUser(ctx), createdAt: ctx.clock.now() }
			},
			select: { id: true }
		});
		await record(ctx, {
			event: 'external_provider.create',
			subjectType: 'external_provider',
			subjectId: id,
			unitId,
			role,
			after: { ...shown(entry), nextRatingOn: input.nextRatingOn }
		});
		return { id };
	});
}

/** Puts words or criteria right; ratings keep the criteria they were made by. Recorded with before and after. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `provider_ended`, `provider_exists` */
export function editProvider(ctx: Ctx, input: ProviderEntry & { providerId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { provider, subject } = await takeProvider(ctx, input.providerId);
		const role = authorize(ctx, 'provider.manage', subject);
		const entry = tidied(input);
		await requireFree(ctx, provider.unitId, entry.name, provider.id);
		await writeProvider(ctx, provider, input.rowVersion, entry);
		await record(ctx, {
			event: 'external_provider.edit',
			subjectType: 'external_provider',
			subjectId: provider.id,
			unitId: provider.unitId,
			role,
			before: shown({ ...provider, criteria: criteriaIn(provider.criteria) }),
			after: shown(entry)
		});
	});
}

/**
 * Rates a provider by its criteria: points of each, the total, and the outcome, which is the proposed one unless a remark says why not. Earlier
 * ratings stay. Recorded as `external_provider.rate`.
 * @throws NotFound, Forbidden, Invalid; Conflict `stale`, `provider_ended`
 */
export function rateProvider(ctx: Ctx, input: RatingInput & { providerId: string }): Promise<{ id: string; total: number }> {
	return transaction(ctx, async (ctx) => {
		const { provider, subject } = await takeProvider(ctx, input.providerId);
		const role = authorize(ctx, 'provider.manage', subject);
		const faults: Record<string, string> = {};
		const scores = criteriaIn(provider.criteria).map((criterion, at): Score => {
			const { points = null, remark = '' } = input.given.get(at) ?? {};
			if (points === null) faults[`points:${at}`] = 'points_needed';
			return { ...criterion, points: points ?? 0, remark: tidy(remark) };
		});
		if (input.ratedOn > today(ctx)) faults.ratedOn = 'day_to_come';
		if (input.nextRatingOn <= input.ratedOn) faults.nextRatingOn = 'day_before_start';
		const total = totalOf(scores);
		const proposed = proposedOutcome(total);
		const outcome = input.outcome === '' ? proposed : input.outcome;
		const remarks = tidy(input.remarks);
		if (outcome !== proposed && remarks === '') faults.remarks = 'outcome_reason';
		if (Object.keys(faults).length > 0) throw new Invalid(faults);
		const number = 1 + (await ctx.db.providerRating.count({ where: { providerId: provider.id } }));
		const nextRatingOn = toDbDate(input.nextRatingOn);
		const { id } = await ctx.db.providerRating.create({
			data: {
				...{
					providerId: provider.id,
					number,
					year: input.year,
					ratedOn: toDbDate(input.ratedOn),
					scores,
					total,
					outcome,
					remarks,
					nextRatingOn
				},
				...{ ratedById: requireUser(ctx), ratedAt: ctx.clock.now() }
			},
			select: { id: true }
		});
		await writeProvider(ctx, provider, input.rowVersion, { outcome, nextRatingOn });
		await record(ctx, {
			event: 'external_provider.rate',
			subjectType: 'external_provider',
			subjectId: provider.id,
			unitId: provider.unitId,
			role,
			before: { outcome: provider.outcome },
			after: { name: provider.name, year: input.year, total, outcome, nextRatingOn: input.nextRatingOn },
			comment: remarks || null
		});
		await lapse(ctx, 'external_provider', [provider.id], ['provider_rating_due']);
		return { id, total };
	});
}

/** Ends the use of a provider from today on, with the reason. Recorded as `external_provider.end`. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `provider_ended` */
export function endProvider(ctx: Ctx, input: { providerId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { provider, subject } = await takeProvider(ctx, input.providerId);
		const role = authorize(ctx, 'provider.manage', subject);
		const endedReason = requireReason(input.reason, 'reason');
		await writeProvider(ctx, provider, input.rowVersion, { endedOn: toDbDate(today(ctx)), endedReason });
		await record(ctx, {
			event: 'external_provider.end',
			subjectType: 'external_provider',
			subjectId: provider.id,
			unitId: provider.unitId,
			role,
			after: { name: provider.name },
			comment: endedReason
		});
		await lapse(ctx, 'external_provider', [provider.id]);
	});
}

async function requireFree(ctx: Ctx, unitId: string, name: string, exceptId: string | null): Promise<void> {
	const taken = await ctx.db.externalProvider.findFirst({
		where: { unitId, endedOn: null, name: { equals: name, mode: 'insensitive' }, ...(exceptId ? { id: { not: exceptId } } : {}) },
		select: { id: true }
	});
	if (taken) throw new Conflict('provider_exists', { field: 'name' });
}

function tidied(input: ProviderEntry) {
	const criteria = input.criteria.map(({ name, weight }) => ({ name: tidy(name), weight }));
	return {
		name: tidy(input.name),
		taxCode: tidy(input.taxCode),
		contact: tidy(input.contact),
		provides: tidy(input.provides),
		control: tidy(input.control),
		criteria
	};
}

function shown(entry: Pick<ProviderEntry, 'name' | 'provides' | 'criteria'>) {
	return {
		name: entry.name,
		provides: entry.provides.slice(0, 500),
		criteria: entry.criteria.map(({ name, weight }) => `${name}: ${weight}`)
	};
}
