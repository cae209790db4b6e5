import type { Ctx } from '#lib/server/platform/context.ts';
import { isInRevision } from '#lib/domain/audits/revisions.ts';

export type ProgrammeLineFacts = {
	readonly id: string;
	readonly areaId: string;
	readonly areaName: string;
	readonly month: number;
	readonly clauses: readonly string[];
	readonly leadId: string | null;
	readonly note: string;
};

export type ApprovedProgramme = {
	readonly id: string;
	readonly unitId: string;
	readonly year: number;
	readonly standardCode: string;
	readonly revision: number;
	/** The lines that hold by the last signed revision, by month. */
	readonly lines: readonly ProgrammeLineFacts[];
};

/** The approved programme of a unit's year as it was last signed; null: there is none, or it was closed. No question of rights. */
export async function approvedProgramme(ctx: Ctx, unitId: string, year: number): Promise<ApprovedProgramme | null> {
	const programme = await ctx.db.auditProgramme.findUnique({
		where: { unitId_year: { unitId, year }, state: 'approved' },
		select: {
			id: true,
			unitId: true,
			year: true,
			standardCode: true,
			revision: true,
			auditProgrammeLineProgramme: {
				orderBy: [{ month: 'asc' }, { area: { position: 'asc' } }, { id: 'asc' }],
				select: {
					id: true,
					areaId: true,
					month: true,
					clauses: true,
					leadId: true,
					note: true,
					sinceRevision: true,
					untilRevision: true,
					area: { select: { name: true } }
				}
			}
		}
	});
	if (!programme) return null;
	const { auditProgrammeLineProgramme, ...facts } = programme;
	return {
		...facts,
		lines: auditProgrammeLineProgramme
			.filter((line) => isInRevision(line, programme.revision))
			.map(({ area, sinceRevision: _since, untilRevision: _until, ...line }) => ({ ...line, areaName: area.name }))
	};
}
