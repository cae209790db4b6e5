import { fromDbDate } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { readUnits, unitNameOn } from '#lib/server/units/units-on-day.ts';
import { loadInspection } from '../inspections/facts.ts';
import { aboutCycle } from './board.ts';
import { checklistChoices } from './checklist-choice.ts';
import { loadCycle, type LoadedCycle } from './facts.ts';
import { readinessOf } from './readiness.ts';
import { teamConflicts, type TeamConflict } from './team-conflicts.ts';
import { currentInspectors } from './teams.ts';

/** What a cycle may be made of: lists of questions, sets of criteria, cycles to compare with, kinds of units with how many there are. */
async function choicesFor(ctx: Ctx, cycleId: string | null) {
	const kinds = Map.groupBy(await readUnits(ctx, today(ctx)), (unit) => unit.kindCode);
	const sets = await ctx.db.criteriaSet.findMany({
		where: { state: 'published' },
		orderBy: [{ year: 'desc' }, { publishedAt: 'desc' }],
		select: { id: true, year: true, title: true }
	});
	const cycles = await ctx.db.auditCycle.findMany({
		where: { state: { not: 'draft' }, ...(cycleId ? { id: { not: cycleId } } : {}) },
		orderBy: [{ windowFrom: 'desc' }],
		select: { id: true, number: true, title: true }
	});
	const waves = await ctx.db.rollOutWave.findMany({
		where: { state: { not: 'draft' } },
		orderBy: [{ year: 'desc' }, { title: 'asc' }],
		select: { id: true, title: true }
	});
	return {
		waves: waves.map(({ id, title }) => ({ value: id, label: title })),
		kinds: [...kinds].map(([value, units]) => ({ value, label: units[0]?.kindName ?? value, count: units.length })),
		checklists: (await checklistChoices(ctx)).map((one) => ({
			value: one.versionId,
			title: one.title,
			number: one.number,
			questions: one.questions,
			isSample: one.isSample
		})),
		sets: sets.map(({ id, year, title }) => ({ value: id, label: `${title} (${year})` })),
		cycles: cycles.map(({ id, number, title }) => ({ value: id, label: `${number} ${title}` }))
	};
}

/** The form of a new cycle; `today` and the last cycle are proposed. @throws Forbidden */
export async function newCyclePage(ctx: Ctx) {
	authorize(ctx, 'cycle.manage');
	return { cycle: null, codes: '', choices: await choicesFor(ctx, null), today: today(ctx) };
}

/** @throws NotFound; Forbidden; Conflict `cycle_not_draft` */
export async function editCyclePage(ctx: Ctx, cycleId: string) {
	const cycle = await loadDraft(ctx, cycleId);
	const units = await ctx.db.cycleUnit.findMany({ where: { cycleId: cycle.id }, select: { unitId: true } });
	const inScope = new Set(units.map(({ unitId }) => unitId));
	const codes = (await readUnits(ctx, today(ctx))).filter(({ unitId }) => inScope.has(unitId)).map(({ code }) => code);
	return {
		cycle: {
			...aboutCycle(cycle),
			scope: cycle.scope,
			kinds: cycle.scope === 'kind' ? cycle.scopeValues : [],
			waveId: cycle.scope === 'wave' ? (cycle.scopeValues[0] ?? null) : null,
			checklistVersionId: cycle.checklistVersionId,
			criteriaSetId: cycle.criteriaSetId,
			previousId: cycle.previousId
		},
		codes: cycle.scope === 'list' ? codes.join('\n') : '',
		choices: await choicesFor(ctx, cycle.id),
		today: today(ctx)
	};
}

async function loadDraft(ctx: Ctx, cycleId: string): Promise<LoadedCycle> {
	const { cycle } = await loadCycle(ctx, cycleId);
	authorize(ctx, 'cycle.manage');
	if (cycle.state !== 'draft') throw new Conflict('cycle_not_draft');
	return cycle;
}

function aboutTeams(cycle: LoadedCycle) {
	return cycle.cycleTeamCycle.map((team) => ({
		id: team.id,
		name: team.name,
		members: team.cycleTeamMemberTeam.map(({ id, userId, isLead, user }) => ({ id, userId, isLead, name: user.fullName }))
	}));
}

/** A draft before it is opened: what is set, what is missing. @throws NotFound */
export async function draftPage(ctx: Ctx, cycleId: string) {
	const { cycle } = await loadCycle(ctx, cycleId);
	const readiness = await readinessOf(ctx, cycle);
	return {
		cycle: aboutCycle(cycle),
		teams: aboutTeams(cycle),
		gaps: readiness.gaps,
		units: readiness.units.length,
		withoutTeam: readiness.withoutTeam,
		withoutDay: readiness.withoutDay,
		conflicts: await namedConflicts(ctx, readiness.conflicts)
	};
}

/**
 * Teams with their members, who of them may not inspect what the team has, and the inspection that shall have another team.
 * @throws NotFound; Forbidden
 */
export async function teamsPage(ctx: Ctx, cycleId: string, inspectionId: string | null = null) {
	const { cycle } = await loadCycle(ctx, cycleId);
	authorize(ctx, 'cycle.manage');
	const assigned =
		cycle.state === 'draft'
			? await ctx.db.cycleUnit.findMany({ where: { cycleId: cycle.id }, select: { unitId: true, teamId: true } })
			: await ctx.db.inspection.findMany({
					where: { cycleId: cycle.id, state: { notIn: ['closed', 'cancelled'] } },
					select: { unitId: true, teamId: true }
				});
	const members = new Map(cycle.cycleTeamCycle.map((team) => [team.id, team.cycleTeamMemberTeam]));
	const conflicts = await teamConflicts(
		ctx,
		assigned.flatMap(({ unitId, teamId }) => (members.get(teamId ?? '') ?? []).map(({ userId }) => ({ unitId, userId })))
	);
	return {
		cycle: aboutCycle(cycle),
		teams: aboutTeams(cycle).map((team) => ({ ...team, units: assigned.filter(({ teamId }) => teamId === team.id).length })),
		inspectors: (await currentInspectors(ctx)).map(({ id, fullName }) => ({ value: id, label: fullName })),
		conflicts: await namedConflicts(ctx, conflicts),
		reassigned: inspectionId === null ? null : await reassigned(ctx, cycle.id, inspectionId),
		today: today(ctx)
	};
}

async function reassigned(ctx: Ctx, cycleId: string, inspectionId: string) {
	const { inspection } = await loadInspection(ctx, inspectionId);
	if (inspection.cycleId !== cycleId) return null;
	const { id, unitId, teamId, state, rowVersion } = inspection;
	return { id, unit: await unitNameOn(ctx, unitId, today(ctx)), teamId, state, rowVersion, visitOn: fromDbDate(inspection.visitOn) };
}

/** Units on one page of the draft's list. */
export const draftPageSize = 50;

/** The units of a draft with their team and day, a page at a time. @throws NotFound; Forbidden; Conflict `cycle_not_draft` */
export async function unitsPage(ctx: Ctx, cycleId: string, page: number) {
	const cycle = await loadDraft(ctx, cycleId);
	const rows = await ctx.db.cycleUnit.findMany({ where: { cycleId: cycle.id }, select: { unitId: true, teamId: true, visitOn: true } });
	const byUnit = new Map(rows.map((row) => [row.unitId, row]));
	const { conflicts } = await readinessOf(ctx, cycle);
	const named = await namedConflicts(ctx, conflicts);
	const units = (await readUnits(ctx, today(ctx))).flatMap((unit) => {
		const row = byUnit.get(unit.unitId);
		if (!row) return [];
		const { unitId, code, name, kindName } = unit;
		return [
			{
				id: unitId,
				code,
				name,
				kindName,
				teamId: row.teamId,
				visitOn: fromDbDate(row.visitOn),
				conflict: named.some((one) => one.unitId === unitId)
			}
		];
	});
	const from = (page - 1) * draftPageSize;
	return {
		cycle: aboutCycle(cycle),
		teams: aboutTeams(cycle),
		units: units.slice(from, from + draftPageSize),
		list: { page, pageSize: draftPageSize, total: units.length },
		conflicts: named,
		today: today(ctx)
	};
}

async function namedConflicts(ctx: Ctx, conflicts: readonly TeamConflict[]) {
	if (conflicts.length === 0) return [];
	const names = new Map((await readUnits(ctx, today(ctx))).map(({ unitId, name }) => [unitId, name]));
	return conflicts.map((one) => ({ ...one, unit: names.get(one.unitId) ?? '' }));
}
export type NamedConflict = Awaited<ReturnType<typeof namedConflicts>>[number];
