import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { reviewsDue } from '#lib/server/documents/periodic-review/due.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

export const dueKinds = ['documents', 'providers', 'risks', 'certificates'] as const;
export type DueKind = (typeof dueKinds)[number];
/** What comes due in a month of the year. */
export type MonthDue = {
	readonly month: number;
	readonly kind: DueKind;
	readonly count: number;
	/** The first few. */
	readonly names: readonly string[];
	readonly href: string;
};

const shown = 3;
const places: Record<DueKind, string> = {
	documents: '/periodic-reviews?view=planned',
	providers: '/providers',
	risks: '/risks',
	certificates: '/training?view=certificates'
};

/** What of a unit comes due by itself in a year, month by month: nobody has to plan it, but somebody has to do it. No question of rights. */
export async function dueIn(ctx: Ctx, unitId: string, year: number): Promise<MonthDue[]> {
	const days = { gte: toDbDate(`${year}-01-01`), lt: toDbDate(`${year + 1}-01-01`) };
	const [documents, providers, risks, certificates] = await Promise.all([
		reviewsDue(ctx, { unitIds: [unitId] }),
		ctx.db.externalProvider.findMany({
			where: { unitId, endedOn: null, nextRatingOn: days },
			orderBy: [{ nextRatingOn: 'asc' }, { name: 'asc' }],
			select: { name: true, nextRatingOn: true }
		}),
		ctx.db.risk.findMany({
			where: { unitId, closedAt: null, reviewOn: days },
			orderBy: [{ reviewOn: 'asc' }, { number: 'asc' }],
			select: { number: true, reviewOn: true }
		}),
		ctx.db.personCertificate.findMany({
			where: { unitId, endedOn: null, validTo: days, user: { status: 'active' } },
			orderBy: [{ validTo: 'asc' }, { id: 'asc' }],
			select: { name: true, validTo: true, user: { select: { fullName: true } } }
		})
	]);
	const all: { kind: DueKind; day: Day | null; name: string }[] = [
		...documents.map(({ code, dueOn }) => ({ kind: 'documents' as const, day: dueOn, name: code })),
		...providers.map(({ name, nextRatingOn }) => ({ kind: 'providers' as const, day: fromDbDate(nextRatingOn), name })),
		...risks.map(({ number, reviewOn }) => ({ kind: 'risks' as const, day: fromDbDate(reviewOn), name: number })),
		...certificates.map(({ name, validTo, user }) => ({
			kind: 'certificates' as const,
			day: fromDbDate(validTo),
			name: `${user.fullName}: ${name}`
		}))
	];
	const groups = Map.groupBy(
		all.filter(({ day }) => day?.startsWith(`${year}-`)),
		({ kind, day }) => `${day?.slice(5, 7)} ${dueKinds.indexOf(kind)}`
	);
	return [...groups]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([key, group]) => {
			const [first] = group;
			if (!first) return [];
			const names = group.slice(0, shown).map(({ name }) => name);
			return [{ month: Number(key.slice(0, 2)), kind: first.kind, count: group.length, names, href: places[first.kind] }];
		});
}
