import type { EvidenceReader } from '#lib/server/corrective-actions/evidence-list.ts';
import { addEvidence, removeEvidence } from '#lib/server/corrective-actions/evidence.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadObjectiveSet, type ObjectiveRow, type ObjectiveSet } from './load.ts';
import { takeSignedLine } from './results.ts';

type Line = { setId: string; lineId: string };

/** Adds files that show the results of an objective. @throws NotFound, Forbidden, Invalid; Conflict `objective_not_approved` */
export function addObjectiveFiles(ctx: Ctx, { setId, lineId }: Line, files: readonly VersionFile[]): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, row, subject } = await takeSignedLine(ctx, setId, lineId);
		const role = authorize(ctx, 'objective.report', subject);
		await addEvidence(ctx, { subjectType: 'objective', subjectId: lineId, unitId: set.unitId, files, role, trail: place(set, row) });
	});
}

/** A head takes away what was added by mistake, until the year is closed; not their own. @throws as `removeEvidence`; Conflict `objective_not_approved` */
export function removeObjectiveFile(ctx: Ctx, { setId, lineId }: Line, input: { evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, row, subject } = await takeSignedLine(ctx, setId, lineId);
		const by = { action: 'objective.remove_evidence', subject } as const;
		await removeEvidence(ctx, { ...input, subjectType: 'objective', subjectIds: [lineId], by, trail: place(set, row) });
	});
}

const place = (set: ObjectiveSet, row: ObjectiveRow) => ({
	subjectType: 'objective_set',
	subjectId: set.id,
	name: `${set.year} ${row.code}`
});

/** Opens for whoever may read the objective. */
export const readObjectiveEvidence: EvidenceReader = async (ctx, lineId) => {
	const line = await ctx.db.objective.findFirst({ where: { lineId }, select: { setId: true, code: true } });
	if (!line) throw new NotFound('file_not_found');
	const { set } = await loadObjectiveSet(ctx, line.setId);
	return { name: `${set.year} ${line.code}` };
};
