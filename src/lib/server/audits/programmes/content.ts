import { isSection } from '#lib/domain/audits/clauses.ts';
import { coverageOf, type Coverage } from '#lib/domain/audits/coverage.ts';
import type { SignedContent } from '#lib/server/corrective-actions/act-signatures.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { areasOf, type AreaFacts } from '../areas.ts';
import { editionBy, type Section } from '../edition.ts';
import { currentParts, openRevision, type Programme } from './facts.ts';
import { lastAudits } from './history.ts';

export type ProgrammeContent = {
	readonly areas: readonly AreaFacts[];
	readonly sections: readonly Section[];
	/** The edition, by name. */
	readonly standard: string;
	readonly coverage: Coverage;
	/** What a head signs: everything that the page and the paper show of the plan. */
	readonly content: SignedContent;
};

/**
 * The plan as it is written now: its areas with the coverage map, and the facts that a signature covers. Areas that ended meanwhile stay in
 * it as long as a line names them.
 */
export async function programmeContent(ctx: Ctx, programme: Programme): Promise<ProgrammeContent> {
	const { lines, gaps } = currentParts(programme);
	const [open, last, edition] = await Promise.all([
		areasOf(ctx, programme.unitId),
		lastAudits(ctx, programme.unitId),
		editionBy(ctx, { code: programme.standardCode })
	]);
	const named = lines.map(({ areaId }) => areaId).filter((id) => !open.some((area) => area.id === id));
	const ended = named.length > 0 ? await ctx.db.auditArea.findMany({ where: { id: { in: named } } }) : [];
	const areas: AreaFacts[] = [
		...open,
		...ended.map(({ id, name, divisionId, leaderId, clauses, risk, position }) => ({
			...{ id, name, divisionId, leaderId, clauses, risk, position }
		}))
	];
	const coverage = coverageOf({
		clauses: edition.sections.map(({ number }) => number).filter(isSection),
		areas,
		lines,
		gaps,
		lastAudits: last
	});
	const areaName = (id: string | null) => areas.find((area) => area.id === id)?.name ?? null;
	return {
		areas,
		sections: edition.sections,
		standard: edition.name,
		coverage,
		content: {
			unitId: programme.unitId,
			year: programme.year,
			standardCode: programme.standardCode,
			objectives: programme.objectives,
			revision: signedNext(programme),
			changeReason: programme.changeReason,
			lines: lines
				.map(({ areaId, month, clauses, leadId, lead, note }) => ({
					...{ areaId, area: areaName(areaId), month, clauses: [...clauses], leadId, lead: lead?.fullName ?? null, note }
				}))
				.sort((a, b) => a.month - b.month || (a.areaId < b.areaId ? -1 : 1)),
			gaps: coverage.gaps.map(({ areaId, clause, reason }) => ({ areaId, area: areaName(areaId), clause, reason })),
			areas: areas.map(({ id, name, risk, clauses }) => ({ id, name, risk, clauses: [...clauses] }))
		}
	};
}

/** The revision that the next signature makes. */
export function signedNext(programme: Programme): number {
	return openRevision(programme) === null ? programme.revision : programme.revision + 1;
}
