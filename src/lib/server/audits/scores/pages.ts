import { scoreLines, scoreRules, type ScoreLine } from '#lib/domain/audits/scores/rules.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, isDay } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readUnits } from '#lib/server/units/units-on-day.ts';
import { computeBySet, type UnitScore } from './compute.ts';
import { inUse, isMeantFor, loadSet, readSets, type CriteriaSet } from './facts.ts';

const pageSize = 50;

export type ScoreRow = UnitScore & { readonly id: string; readonly code: string; readonly name: string };

export type ScoreTable = {
	readonly set: CriteriaSet | null;
	readonly sets: readonly { readonly id: string; readonly label: string }[];
	readonly rows: readonly ScoreRow[];
	readonly total: number;
	readonly page: number;
	readonly pageSize: number;
	readonly asOf: string;
	readonly query: { readonly set: string; readonly q: string; readonly asOf: string };
};

/**
 * Units and what they score as of a day by the set asked for, else the newest: all of them for who may see every unit, else those that the
 * actor may. In a fixed number of statements; the best first.
 * @throws Unauthenticated, Forbidden for who may see no unit's score
 */
export async function scoreTable(ctx: Ctx, params: URLSearchParams, { all = false } = {}): Promise<ScoreTable> {
	const day = today(ctx);
	const asked = params.get('asOf') ?? '';
	const asOf = isDay(asked) && asked <= day ? asked : day;
	const units = (await readUnits(ctx, day)).filter(({ unitId }) => may(ctx.actor, 'score.read', { unitId }));
	if (units.length === 0) authorize(ctx, 'score.read');
	const offered = inUse(await readSets(ctx, { state: 'published' })).filter((set) => units.some((unit) => isMeantFor(set, unit.kindCode)));
	const set = offered.find(({ id }) => id === params.get('set')) ?? offered[0] ?? null;
	const q = (params.get('q') ?? '').trim().slice(0, 100);
	const words = fold(q).split(/\s+/);
	const meant = units.filter(
		(unit) => set !== null && isMeantFor(set, unit.kindCode) && words.every((word) => fold(`${unit.code} ${unit.name}`).includes(word))
	);
	const scores = set
		? await computeBySet(
				ctx,
				set,
				meant.map(({ unitId }) => unitId),
				asOf
			)
		: [];
	const unitOf = new Map(meant.map((unit) => [unit.unitId, unit]));
	const rows = scores
		.flatMap((score): ScoreRow[] => {
			const unit = unitOf.get(score.unitId);
			return unit ? [{ ...score, id: unit.unitId, code: unit.code, name: unit.name }] : [];
		})
		.toSorted((a, b) => b.points - a.points || a.code.localeCompare(b.code));
	const page = Math.min(Math.max(1, Math.trunc(Number(params.get('page'))) || 1), Math.max(1, Math.ceil(rows.length / pageSize)));
	return {
		set,
		sets: offered.map(({ id, title, year }) => ({ id, label: `${year} · ${title}` })),
		rows: all ? rows : rows.slice((page - 1) * pageSize, page * pageSize),
		total: rows.length,
		page,
		pageSize,
		asOf,
		query: { set: set?.id ?? '', q, asOf: asOf === day ? '' : asOf }
	};
}

/** The table, and for the coordinator every set there is. @throws as `scoreTable` */
export async function scoresPage(ctx: Ctx, params: URLSearchParams) {
	const table = await scoreTable(ctx, params);
	const manage = may(ctx.actor, 'criteria.manage');
	const sets = manage ? await readSets(ctx) : [];
	return {
		table,
		today: today(ctx),
		allSets: sets.map(({ id, title, year, state, isSample, criteria, max }) => ({
			id,
			title,
			year,
			state,
			isSample,
			criteria: criteria.length,
			max
		})),
		can: { manage }
	};
}

/** One unit's score by a set, line by line, with those that were fixed. @throws NotFound; Forbidden */
export async function unitScorePage(ctx: Ctx, unitId: string, params: URLSearchParams) {
	const day = today(ctx);
	const unit = (await readUnits(ctx, day)).find((one) => one.unitId === unitId) ?? null;
	authorize(ctx, 'score.read', { unitId }, { readable: unit !== null });
	const offered = inUse(await readSets(ctx, { state: 'published' })).filter((set) => unit !== null && isMeantFor(set, unit.kindCode));
	const set = offered.find(({ id }) => id === params.get('set')) ?? offered[0] ?? null;
	const [score = null] = set ? await computeBySet(ctx, set, [unitId], day) : [];
	const fixed = await ctx.db.criteriaScore.findMany({
		where: { unitId },
		orderBy: [{ fixedAt: 'desc' }, { id: 'asc' }],
		take: 100,
		include: {
			set: { select: { title: true, year: true, isSample: true } },
			cycle: { select: { number: true } },
			fixedBy: { select: { fullName: true } }
		}
	});
	// A district sees what its communes scored, not the pages of the commune that it rests on.
	const opens = may(ctx.actor, 'admin_service.coverage', { unitId });
	const linked = (lines: readonly ScoreLine[]) => lines.map((line) => (opens ? line : { ...line, href: null }));
	return {
		unit: { id: unitId, code: unit?.code ?? '', name: unit?.name ?? '' },
		set,
		sets: offered.map(({ id, title, year }) => ({ id, label: `${year} · ${title}` })),
		score: score && { ...score, lines: linked(score.lines) },
		fixed: fixed.map(({ points, maxPoints, asOf, lines, set, cycle, fixedBy, fixedAt, id }) => ({
			id,
			title: set.title,
			year: set.year,
			isSample: set.isSample,
			points: points.toNumber(),
			max: maxPoints.toNumber(),
			asOf: fromDbDate(asOf),
			fixedAt,
			fixedBy: fixedBy.fullName,
			cycle: cycle?.number ?? null,
			lines: linked(scoreLines.parse(lines))
		})),
		today: day,
		can: { manage: may(ctx.actor, 'criteria.manage') }
	};
}

/** A set: published ones for everybody, drafts with their editor for the coordinator. @throws NotFound */
export async function setPage(ctx: Ctx, id: string, params: URLSearchParams) {
	const set = await loadSet(ctx, id);
	const manage = may(ctx.actor, 'criteria.manage');
	const kinds = await ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } });
	const next = await ctx.db.criteriaSet.findFirst({
		where: { revisesId: id, state: { not: 'discarded' } },
		select: { id: true, state: true }
	});
	return {
		set,
		kinds: kinds.map((kind) => ({ value: kind.code, label: ctx.locale === 'vi' ? kind.nameVi : kind.nameEn })),
		rules: [...scoreRules],
		editing: set.criteria.find((criterion) => criterion.id === params.get('criterion')) ?? null,
		next: next && (manage || next.state === 'published') ? next.id : null,
		can: { edit: manage && set.state === 'draft', manage: manage && set.state === 'published' }
	};
}

/** What the form of a new set offers. @throws Forbidden */
export async function newSetPage(ctx: Ctx) {
	authorize(ctx, 'criteria.manage');
	const sets = inUse(await readSets(ctx));
	const taken = await ctx.db.criteriaSet.findMany({
		where: { revisesId: { not: null }, state: { not: 'discarded' } },
		select: { revisesId: true }
	});
	const kinds = await ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } });
	return {
		year: Number(today(ctx).slice(0, 4)),
		sets: sets
			.filter(({ id }) => !taken.some(({ revisesId }) => revisesId === id))
			.map(({ id, title, year }) => ({ value: id, label: `${year} · ${title}` })),
		kinds: kinds.map((kind) => ({ value: kind.code, label: ctx.locale === 'vi' ? kind.nameVi : kind.nameEn }))
	};
}
