import { programmeSentence } from '#lib/domain/audits/programme-sentences.ts';
import { contentHash, signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { programmeContent } from './content.ts';
import { bump, currentParts, loadProgramme, openRevision, takeProgramme, type Programme } from './facts.ts';
import { programmeMachine } from './machine.ts';

type At = { programmeId: string; rowVersion: number };

/**
 * Hands a draft, or a change of a signed programme, to the heads. The heads are told.
 * @throws as `takeProgramme`; Conflict `programme_empty`, `programme_gaps` with those that have no reason, `programme_unchanged`
 */
export function submitProgramme(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, role } = await takeProgramme(ctx, input.programmeId, input.rowVersion);
		await requireComplete(ctx, programme);
		await bump(ctx, programme.id, programme.rowVersion, {
			submittedAt: ctx.clock.now(),
			submittedById: requireUser(ctx),
			returnedReason: null
		});
		await recordAct(ctx, programme, 'audit_programme.submit', role, { audits: currentParts(programme).lines.length });
		await lapse(ctx, 'audit_programme', [programme.id], ['programme_returned']);
		await notify(ctx, { to: await headsOf(ctx, programme.unitId), kind: 'programme_submitted', ...(await about(ctx, programme)) });
	});
}

/** Takes it back before a head has signed. @throws NotFound, Forbidden; Conflict `stale`, `programme_not_submitted` */
export function recallProgramme(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, subject } = await loadProgramme(ctx, input.programmeId);
		const role = authorize(ctx, 'programme.manage', subject);
		await takeFromHeads(ctx, programme, input.rowVersion, null);
		await recordAct(ctx, programme, 'audit_programme.recall', role, {});
	});
}

/** A head gives it back to the officer. @throws NotFound, Forbidden, Invalid (reason); Conflict `stale`, `programme_not_submitted` */
export function returnProgramme(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { programme, subject } = await loadProgramme(ctx, input.programmeId);
		const role = authorize(ctx, 'programme.sign', subject);
		const reason = requireReason(input.reason, 'reason');
		await takeFromHeads(ctx, programme, input.rowVersion, reason);
		await recordAct(ctx, programme, 'audit_programme.return', role, {}, reason);
		const to = [programme.submittedById, ...(await officersOf(ctx, programme.unitId))];
		await notify(ctx, { to, kind: 'programme_returned', ...(await about(ctx, programme, reason)) });
	});
}

/**
 * A head signs the programme (A0), or a change of it: password, sentence, and the hash of the plan with its coverage map and the reason of each
 * gap. What was signed is kept as a revision.
 * @param input `sha256`: of the plan that the head looked at
 * @throws NotFound, Forbidden; Conflict `signature_refused`, `content_changed`, `programme_not_submitted`, `programme_gaps`, `stale`
 */
export async function approveProgramme(ctx: Ctx, input: At & { password: string; sha256: string }): Promise<{ revision: number }> {
	const { programme: shown, subject } = await loadProgramme(ctx, input.programmeId);
	authorize(ctx, 'programme.sign', subject);
	const signer = await proveSigner(ctx, shown.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from audit_programme where id = ${shown.id}::uuid for update`;
		const { programme } = await loadProgramme(ctx, input.programmeId);
		if (programme.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: programme.rowVersion });
		if (!programme.submittedAt || openRevision(programme) === null) throw new Conflict('programme_not_submitted');
		const { content, audits, gaps } = await requireComplete(ctx, programme);
		if (contentHash(content) !== input.sha256) throw new Conflict('content_changed');
		const revision = programme.revision + 1;
		const sentence = programmeSentence({ year: programme.year, revision, audits, gaps, changeReason: programme.changeReason });
		const signature = await signAct(ctx, {
			subjectType: 'audit_programme',
			subjectId: programme.id,
			meaning: programme.changeReason === null ? 'approve_programme' : 'revise_programme',
			meaningText: sentence.vi,
			unitId: programme.unitId,
			signer,
			content
		});
		const now = ctx.clock.now();
		await ctx.db.auditProgrammeRevision.create({
			data: {
				programmeId: programme.id,
				number: revision,
				reason: programme.changeReason ?? '',
				content,
				signatureId: signature.id,
				at: now
			}
		});
		const data = { revision, submittedAt: null, submittedById: null, returnedReason: null, changeReason: null };
		const after = { year: programme.year, revision, audits, gaps, content: signature.contentSha256 };
		if (programme.state === 'draft')
			await transition(ctx, programmeMachine, programme, 'approve', subject, { data: { ...data, approvedAt: now }, after });
		else {
			const role = authorize(ctx, 'programme.sign', subject);
			await bump(ctx, programme.id, programme.rowVersion, data);
			await recordAct(ctx, programme, 'audit_programme.revise', role, after, programme.changeReason);
		}
		await lapse(ctx, 'audit_programme', [programme.id], ['programme_submitted', 'programme_returned']);
		const leads = currentParts(programme).lines.map(({ leadId }) => leadId);
		const to = [programme.submittedById, ...(await officersOf(ctx, programme.unitId)), ...leads];
		await notify(ctx, { to, kind: 'programme_approved', ...(await about(ctx, programme, programme.changeReason ?? '')) });
		return { revision };
	});
}

/** @throws Conflict `programme_empty`, `programme_unchanged`, `programme_gaps` */
async function requireComplete(ctx: Ctx, programme: Programme) {
	const { lines } = currentParts(programme);
	if (lines.length === 0) throw new Conflict('programme_empty');
	if (programme.state === 'approved' && !isChanged(programme)) throw new Conflict('programme_unchanged');
	const { content, coverage, areas } = await programmeContent(ctx, programme);
	const open = coverage.unexplained.map(
		({ areaId, clause }) => `${clause}${areaId ? ` (${areas.find(({ id }) => id === areaId)?.name ?? ''})` : ''}`
	);
	if (open.length > 0)
		throw new Conflict('programme_gaps', { count: open.length, list: open.slice(0, 8).join(', ') + (open.length > 8 ? ' …' : '') });
	return { content, audits: lines.length, gaps: coverage.gaps.length };
}

function isChanged({ revision, allLines, allGaps }: Programme): boolean {
	return [...allLines, ...allGaps].some((row) => row.sinceRevision > revision || row.untilRevision === revision + 1);
}

async function takeFromHeads(ctx: Ctx, programme: Programme, rowVersion: number, returnedReason: string | null): Promise<void> {
	if (programme.rowVersion !== rowVersion) throw new Conflict('stale', { rowVersion: programme.rowVersion });
	if (!programme.submittedAt) throw new Conflict('programme_not_submitted');
	await bump(ctx, programme.id, rowVersion, { submittedAt: null, submittedById: null, returnedReason });
	await lapse(ctx, 'audit_programme', [programme.id], ['programme_submitted']);
}

/** An act that moves no state. */
export function recordAct(
	ctx: Ctx,
	programme: Pick<Programme, 'id' | 'unitId' | 'year'>,
	event: `audit_programme.${string}`,
	role: string,
	after: Record<string, string | number | null>,
	comment: string | null = null
): Promise<void> {
	return record(ctx, {
		...{ event, role, comment },
		subjectType: 'audit_programme',
		subjectId: programme.id,
		unitId: programme.unitId,
		after: { year: programme.year, ...after }
	});
}

async function about(ctx: Ctx, programme: Programme, reason = programme.changeReason ?? '') {
	const { id, unitId, year } = programme;
	const who = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	const params = { title: String(year), unit: await unitNameOn(ctx, unitId, today(ctx)), reason, who };
	return { subjectType: 'audit_programme', subjectId: id, unitId, params } as const;
}
