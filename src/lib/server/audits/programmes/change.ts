import { requireReason } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { bump, loadProgramme, openRevision, takeProgramme } from './facts.ts';
import { recordAct } from './sign.ts';

/**
 * Begins a change of a signed programme: from here on its grid can be written, and nothing of it holds until a head has signed.
 * @throws NotFound, Forbidden, Invalid (reason); Conflict `stale`, `illegal_transition`, `programme_change_open`
 */
export function beginChange(ctx: Ctx, input: { programmeId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, subject } = await loadProgramme(ctx, input.programmeId);
		const role = authorize(ctx, 'programme.manage', subject);
		if (programme.state !== 'approved') throw new Conflict('illegal_transition', { state: programme.state });
		if (openRevision(programme) !== null) throw new Conflict('programme_change_open');
		const changeReason = requireReason(input.reason, 'reason');
		await bump(ctx, programme.id, input.rowVersion, { changeReason });
		await recordAct(ctx, programme, 'audit_programme.begin_change', role, {}, changeReason);
	});
}

/** Drops a change that was not signed: what was signed last goes on as it is. @throws as `takeProgramme`; Conflict `illegal_transition` (draft) */
export function dropChange(ctx: Ctx, input: { programmeId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, revision, role } = await takeProgramme(ctx, input.programmeId, input.rowVersion);
		if (programme.state !== 'approved') throw new Conflict('illegal_transition', { state: programme.state });
		await undoPending(ctx, programme.id, revision);
		await bump(ctx, programme.id, programme.rowVersion, { changeReason: null, returnedReason: null });
		await recordAct(ctx, programme, 'audit_programme.drop_change', role, {}, programme.changeReason);
	});
}

/** Takes back what a revision that was not signed would have added and ended. */
export async function undoPending(ctx: Ctx, programmeId: string, revision: number): Promise<void> {
	const added = { where: { programmeId, sinceRevision: revision } };
	const ended = { where: { programmeId, untilRevision: revision }, data: { untilRevision: null } };
	await ctx.db.auditProgrammeLine.deleteMany(added);
	await ctx.db.auditProgrammeLine.updateMany(ended);
	await ctx.db.auditProgrammeGap.deleteMany(added);
	await ctx.db.auditProgrammeGap.updateMany(ended);
}
