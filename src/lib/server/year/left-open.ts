import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { shortStatement } from '#lib/server/corrective-actions/raise.ts';
import { linesOfYear } from '#lib/server/records/year-list.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { objectiveOffers } from './offers.ts';

export const leftKinds = ['actions', 'results', 'missed', 'audits', 'review', 'steps', 'needs', 'records'] as const;
export type LeftKind = (typeof leftKinds)[number];
export type LeftOpen = {
	readonly kind: LeftKind;
	readonly count: number;
	/** The first few by name. */
	readonly items: readonly { readonly label: string; readonly href: string }[];
	readonly href: string;
};

/** As many as a person reads before opening the list itself. */
const shown = 5;

/**
 * What a unit would leave behind with the year before `year`: open actions, objectives without results or missed and not answered, audits not held, no
 * management review, steps and trainings not done, lines of the list of records under which nothing was filed. Only what there is. No question of rights.
 */
export async function leftOpen(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen[]> {
	const last = year - 1;
	const [actions, objectives, audits, review, steps, needs, series] = await Promise.all([
		openActions(ctx, unitId, year),
		openObjectives(ctx, unitId, year),
		auditsNotHeld(ctx, unitId, last),
		reviewNotHeld(ctx, unitId, last),
		openSteps(ctx, unitId, last),
		openNeeds(ctx, unitId, last),
		emptySeries(ctx, unitId, last)
	]);
	return [actions, ...objectives, audits, review, steps, needs, series].filter(({ count }) => count > 0);
}

const group = (kind: LeftKind, items: LeftOpen['items'], href: string): LeftOpen => ({
	...{ kind, href },
	count: items.length,
	items: items.slice(0, shown)
});

async function openActions(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen> {
	const rows = await ctx.db.correctiveAction.findMany({
		// The first moment of the year in Việt Nam.
		where: { unitId, state: { not: 'closed' }, raisedAt: { lt: new Date(`${year}-01-01T00:00:00+07:00`) } },
		orderBy: [{ dueOn: { sort: 'asc', nulls: 'last' } }, { number: 'asc' }],
		select: { id: true, number: true, statement: true }
	});
	const items = rows.map(({ id, number, statement }) => ({
		label: `${number} · ${shortStatement(statement)}`,
		href: `/corrective-actions/${id}`
	}));
	return group('actions', items, '/corrective-actions');
}

async function openObjectives(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen[]> {
	const facts = await objectiveOffers(ctx, unitId, year);
	const named = (one: (typeof facts)[number]) => ({
		label: `${one.code} · ${shortStatement(one.statement)}`,
		href: `/objectives/${one.setId}/${one.id}`
	});
	return [
		group('results', facts.filter(({ missing, state }) => missing > 0 || state === 'missing').map(named), '/objectives'),
		group('missed', facts.filter(({ state, answered }) => state === 'missed' && !answered).map(named), '/objectives')
	];
}

async function auditsNotHeld(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen> {
	const programme = await ctx.db.auditProgramme.findUnique({
		where: { unitId_year: { unitId, year } },
		select: {
			...{ id: true, revision: true, state: true },
			auditProgrammeLineProgramme: {
				orderBy: [{ month: 'asc' }, { position: 'asc' }, { id: 'asc' }],
				select: {
					...{ id: true, month: true, sinceRevision: true, untilRevision: true },
					area: { select: { name: true } },
					auditScopeLineLine: { select: { audit: { select: { state: true } } } }
				}
			}
		}
	});
	if (!programme || programme.state === 'closed') return group('audits', [], '/audits/programmes');
	const held: readonly string[] = ['reported', 'closed'];
	const open = programme.auditProgrammeLineProgramme.filter(
		(line) => isInRevision(line, programme.revision) && !line.auditScopeLineLine.some(({ audit }) => held.includes(audit.state))
	);
	const href = `/audits/programmes/${programme.id}`;
	return group(
		'audits',
		open.map(({ area, month }) => ({ label: `${area.name} · ${String(month).padStart(2, '0')}/${year}`, href })),
		href
	);
}

async function reviewNotHeld(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen> {
	const days = { gte: toDbDate(`${year}-01-01`), lt: toDbDate(`${year + 1}-01-01`) };
	const held = await ctx.db.managementReview.count({ where: { unitId, heldOn: days } });
	const planned = await ctx.db.managementReview.findMany({
		where: { unitId, heldOn: null, state: { not: 'cancelled' }, plannedOn: days },
		orderBy: { number: 'asc' },
		select: { id: true, number: true, title: true }
	});
	const items = planned.map(({ id, number, title }) => ({ label: `${number} · ${title}`, href: `/management-reviews/${id}` }));
	const { count, ...rest } = group('review', items, '/management-reviews');
	return { ...rest, count: held > 0 ? count : Math.max(1, count) };
}

async function openSteps(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen> {
	const rows = await ctx.db.isoPlanStep.findMany({
		where: { unitId, year, doneOn: null, droppedReason: null },
		orderBy: [{ dueOn: 'asc' }, { position: 'asc' }],
		select: { what: true }
	});
	const href = `/quality-system?year=${year}`;
	return group(
		'steps',
		rows.map(({ what }) => ({ label: what, href })),
		href
	);
}

async function openNeeds(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen> {
	const rows = await ctx.db.trainingNeed.findMany({
		where: { unitId, year, droppedAt: null, trainingNeed: { none: { fixedAt: { not: null } } } },
		orderBy: [{ plannedOn: 'asc' }, { id: 'asc' }],
		select: { topic: true }
	});
	const href = `/training?view=needs&year=${year}`;
	return group(
		'needs',
		rows.map(({ topic }) => ({ label: topic, href })),
		href
	);
}

async function emptySeries(ctx: Ctx, unitId: string, year: number): Promise<LeftOpen> {
	const rows = await ctx.db.recordSeries.findMany({
		where: {
			AND: [linesOfYear(unitId, year), { createdAt: { lt: new Date(`${year + 1}-01-01T00:00:00+07:00`) } }],
			records: { none: { madeOn: { gte: toDbDate(`${year}-01-01`), lt: toDbDate(`${year + 1}-01-01`) } } }
		},
		orderBy: { code: 'asc' },
		select: { id: true, code: true, name: true }
	});
	const items = rows.map(({ id, code, name }) => ({ label: `${code} · ${name}`, href: `/records?series=${id}` }));
	return group('records', items, '/records/series');
}
