import { may } from '#lib/domain/permissions/decide.ts';
import { areasOf } from '../areas.ts';
import { listChecklists } from '../checklists/published.ts';
import { editionOf } from '../edition.ts';
import { approvedProgramme } from '../programmes/approved.ts';
import { referenceOptions } from '#lib/server/documents/work/options.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { loadAudit } from './facts.ts';

/** What the form of an audit offers: lines of this year's and the next programme that no audit carries out yet, areas, checklists. */
async function choicesFor(ctx: Ctx, unitId: string) {
	const day = today(ctx);
	const year = Number(day.slice(0, 4));
	const programmes = (await Promise.all([approvedProgramme(ctx, unitId, year), approvedProgramme(ctx, unitId, year + 1)])).flatMap(
		(programme) => programme ?? []
	);
	const ids = programmes.flatMap(({ lines }) => lines.map(({ id }) => id));
	const planned = await ctx.db.auditScopeLine.findMany({
		where: { lineId: { in: ids }, audit: { state: { not: 'cancelled' } } },
		select: { lineId: true }
	});
	const { sections, code } = await editionOf(ctx, unitId, day);
	return {
		lines: programmes.flatMap((programme) =>
			programme.lines
				.filter(({ id }) => !planned.some(({ lineId }) => lineId === id))
				.map(({ id, areaId, areaName, month, clauses }) => ({ id, areaId, areaName, month, year: programme.year, clauses }))
		),
		areas: (await areasOf(ctx, unitId)).map(({ id, name, clauses }) => ({ id, name, clauses })),
		sections,
		checklists: (await listChecklists(ctx, { unitId, purpose: 'internal', standardCode: code })).map((list) => ({
			value: list.versionId,
			label: `${list.title} (${list.number})`
		})),
		documents: await referenceOptions(ctx, unitId)
	};
}
export type AuditChoices = Awaited<ReturnType<typeof choicesFor>>;

/** The form of a new audit. @throws Forbidden */
export async function newAuditPage(ctx: Ctx, unitId: string | null) {
	if (unitId === null || !may(ctx.actor, 'audit.plan', { unitId })) throw new Forbidden();
	const choices = await choicesFor(ctx, unitId);
	return { ...choices, startsOn: addDays(today(ctx), 14) };
}

/** The form of a planned audit. @throws NotFound; Forbidden */
export async function editAuditPage(ctx: Ctx, auditId: string) {
	const { audit, subject } = await loadAudit(ctx, auditId);
	if (!may(ctx.actor, 'audit.plan', subject) || audit.state !== 'planned') throw new Forbidden();
	return {
		choices: await choicesFor(ctx, audit.unitId),
		audit: {
			id: audit.id,
			number: audit.number,
			title: audit.title,
			purpose: audit.purpose,
			law: audit.law,
			place: audit.place,
			startsOn: audit.firstDay,
			endsOn: audit.lastDay,
			areaIds: audit.areas.map(({ id }) => id),
			clauses: audit.clauses,
			documentIds: audit.documentIds,
			checklistVersionId: audit.checklistVersionId,
			appointed: audit.team.some(({ appointed }) => appointed),
			rowVersion: audit.rowVersion
		}
	};
}
