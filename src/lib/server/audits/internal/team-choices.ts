import { problemsOf, type IndependenceProblem } from '#lib/domain/audits/independence.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { validAuditors } from '../auditors.ts';
import type { LoadedAudit } from './facts.ts';
import { independenceOf, type Candidate } from './independence.ts';

/** Somebody who may be proposed, with what stands against them area by area. */
export type TeamChoice = {
	readonly userId: string;
	readonly fullName: string;
	/** Guests: their unit. */
	readonly homeUnitId: string | null;
	readonly homeUnit: string | null;
	readonly position: string;
	readonly validTo: Day | null;
	/** Nothing about an area: the register, or documents and actions of no area. */
	readonly problems: readonly IndependenceProblem[];
	readonly areas: readonly { readonly id: string; readonly problems: readonly IndependenceProblem[] }[];
};
export type GuestChoice = { readonly value: string; readonly label: string; readonly hint: string };

const mostGuests = 300;

/**
 * Whom the officer may choose for the team: the unit's own register and who is proposed already, each with what stands against them in every
 * area; and auditors of other units by name, whose independence is looked at when they are proposed.
 */
export async function teamChoices(ctx: Ctx, audit: LoadedAudit): Promise<{ people: TeamChoice[]; guests: GuestChoice[] }> {
	const day = audit.firstDay;
	const own = await validAuditors(ctx, { day, unitId: audit.unitId });
	const proposed = audit.team.filter(({ userId }) => !own.some((one) => one.userId === userId));
	const people = [
		...own.map(({ userId, fullName }) => ({ userId, fullName, homeUnitId: null })),
		...proposed.map(({ userId, fullName, homeUnitId }) => ({ userId, fullName, homeUnitId }))
	];
	const perArea: Candidate[] = people.flatMap((person) => [
		{ ...person, areaIds: [] },
		...audit.areas.map(({ id }) => ({ ...person, areaIds: [id] }))
	]);
	const facts = await independenceOf(ctx, audit, perArea);
	const register = await validAuditors(ctx, { day, userIds: people.map(({ userId }) => userId) });
	const names = await unitNamesOn(
		ctx,
		people.flatMap(({ homeUnitId }) => homeUnitId ?? []),
		day
	);
	const step = audit.areas.length + 1;
	return {
		people: people.map((person, at) => {
			const whole = facts[at * step];
			const general = whole ? problemsOf(whole) : [];
			const entry = register.find((one) => one.userId === person.userId && one.unitId === (person.homeUnitId ?? audit.unitId));
			return {
				...person,
				homeUnit: person.homeUnitId === null ? null : (names.get(person.homeUnitId)?.name ?? ''),
				position: entry?.position ?? '',
				validTo: fromDbDate(entry?.validTo ?? null),
				problems: general,
				areas: audit.areas.map(({ id }, index) => {
					const one = facts[at * step + 1 + index];
					const all = one ? problemsOf(one) : [];
					return { id, problems: all.filter(({ code, item }) => !general.some((other) => other.code === code && other.item === item)) };
				})
			};
		}),
		guests: await guestChoices(ctx, audit, people)
	};
}

/** Auditors of other units who are valid on the first day: name, position and unit, no more. */
async function guestChoices(ctx: Ctx, audit: LoadedAudit, known: readonly { userId: string }[]): Promise<GuestChoice[]> {
	const rows = await ctx.db.auditor.findMany({
		where: { unitId: { not: audit.unitId }, endedOn: null, userId: { notIn: known.map(({ userId }) => userId) } },
		orderBy: [{ user: { fullName: 'asc' } }, { id: 'asc' }],
		take: mostGuests,
		select: { userId: true }
	});
	const valid = await validAuditors(ctx, { day: audit.firstDay, userIds: rows.map(({ userId }) => userId) });
	const others = valid.filter(({ unitId }) => unitId !== audit.unitId);
	const names = await unitNamesOn(
		ctx,
		others.map(({ unitId }) => unitId),
		today(ctx)
	);
	return others.map(({ userId, unitId, fullName, position }) => ({
		value: `member:${userId}:${unitId}`,
		label: fullName,
		hint: [position, names.get(unitId)?.name ?? ''].filter(Boolean).join(', ')
	}));
}
