import { objectivesSentence } from '#lib/domain/reviews/objectives/sentences.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { contentHash, signAct, type SignedContent } from '#lib/server/corrective-actions/act-signatures.ts';
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
import { bumpSet, loadObjectiveSet, openRevision, recordAct, takeObjectiveSet, writtenObjectives, type ObjectiveSet } from './load.ts';
import { objectiveSetMachine } from './machine.ts';

type At = { setId: string; rowVersion: number };

/** What a head signs: every objective as the page shows it. */
export function objectivesContent(set: ObjectiveSet): SignedContent {
	return {
		unitId: set.unitId,
		year: set.year,
		revision: openRevision(set) === null ? set.revision : set.revision + 1,
		changeReason: set.changeReason,
		objectives: writtenObjectives(set).map((row) => ({
			...{ line: row.lineId, code: row.code, statement: row.statement, indicator: row.indicator, measure: row.measure },
			...{ direction: row.direction, target: String(row.target), baseline: row.baseline === null ? null : String(row.baseline) },
			...{ source: row.source, resources: row.resources, plan: row.plan, judgedBy: row.judgedBy, judging: row.judging, period: row.period },
			...{ ownerId: row.ownerId, owner: row.owner.fullName, dueOn: fromDbDate(row.dueOn) }
		}))
	};
}

/** Hands a draft, or a change of signed objectives, to the heads. @throws as `takeObjectiveSet`; Conflict `objectives_empty`, `objectives_unchanged` */
export function submitObjectives(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, role } = await takeObjectiveSet(ctx, input.setId, input.rowVersion);
		requireComplete(set);
		const data = { submittedAt: ctx.clock.now(), submittedById: requireUser(ctx), returnedReason: null };
		await bumpSet(ctx, set.id, set.rowVersion, data);
		await recordAct(ctx, set, 'objective_set.submit', role, { count: writtenObjectives(set).length });
		await lapse(ctx, 'objective_set', [set.id], ['objectives_returned']);
		await notify(ctx, { to: await headsOf(ctx, set.unitId), kind: 'objectives_submitted', ...(await about(ctx, set)) });
	});
}

/** Takes them back before a head has signed. @throws NotFound, Forbidden; Conflict `stale`, `objectives_not_submitted` */
export function recallObjectives(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, subject } = await loadObjectiveSet(ctx, input.setId);
		const role = authorize(ctx, 'objective.manage', subject);
		await takeFromHeads(ctx, set, input.rowVersion, null);
		await recordAct(ctx, set, 'objective_set.recall', role, {});
	});
}

/** A head gives them back. @throws NotFound, Forbidden, Invalid (reason); Conflict `stale`, `objectives_not_submitted` */
export function returnObjectives(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, subject } = await loadObjectiveSet(ctx, input.setId);
		const role = authorize(ctx, 'objective.sign', subject);
		const reason = requireReason(input.reason, 'reason');
		await takeFromHeads(ctx, set, input.rowVersion, reason);
		await recordAct(ctx, set, 'objective_set.return', role, {}, reason);
		const to = [set.submittedById, ...(await officersOf(ctx, set.unitId))];
		await notify(ctx, { to, kind: 'objectives_returned', ...(await about(ctx, set, reason)) });
	});
}

/**
 * A head signs the objectives, or a change of them: password, sentence, and the hash of every objective. What was signed is kept as a revision.
 * @param input `sha256`: of what the head looked at
 * @throws NotFound, Forbidden; Conflict `signature_refused`, `content_changed`, `objectives_not_submitted`, `stale`
 */
export async function approveObjectives(ctx: Ctx, input: At & { password: string; sha256: string }): Promise<{ revision: number }> {
	const { set: seen, subject } = await loadObjectiveSet(ctx, input.setId);
	const role = authorize(ctx, 'objective.sign', subject);
	const signer = await proveSigner(ctx, seen.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from objective_set where id = ${seen.id}::uuid for update`;
		const { set } = await loadObjectiveSet(ctx, input.setId);
		if (set.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: set.rowVersion });
		if (!set.submittedAt || openRevision(set) === null) throw new Conflict('objectives_not_submitted');
		requireComplete(set);
		const content = objectivesContent(set);
		if (contentHash(content) !== input.sha256) throw new Conflict('content_changed');
		const revision = set.revision + 1;
		const { changeReason, year } = set;
		const count = writtenObjectives(set).length;
		const signature = await signAct(ctx, {
			subjectType: 'objective_set',
			subjectId: set.id,
			meaning: changeReason === null ? 'approve_objectives' : 'revise_objectives',
			meaningText: objectivesSentence({ year, revision, count, changeReason }).vi,
			unitId: set.unitId,
			signer,
			content
		});
		const at = ctx.clock.now();
		await ctx.db.objectiveRevision.create({
			data: { setId: set.id, number: revision, reason: changeReason ?? '', content, signatureId: signature.id, at }
		});
		const data = { revision, submittedAt: null, submittedById: null, returnedReason: null, changeReason: null };
		const after = { year, revision, count, content: signature.contentSha256 };
		if (set.state === 'draft')
			await transition(ctx, objectiveSetMachine, set, 'approve', subject, { data: { ...data, approvedAt: at }, after });
		else {
			await bumpSet(ctx, set.id, set.rowVersion, data);
			await recordAct(ctx, set, 'objective_set.revise', role, after, changeReason);
		}
		await lapse(ctx, 'objective_set', [set.id], ['objectives_submitted', 'objectives_returned']);
		const owners = writtenObjectives(set).map(({ ownerId }) => ownerId);
		const to = [set.submittedById, ...(await officersOf(ctx, set.unitId)), ...owners];
		await notify(ctx, { to, kind: 'objectives_approved', ...(await about(ctx, set)) });
		return { revision };
	});
}

/** Begins a change of what was signed, with its reason. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `illegal_transition` */
export function beginObjectivesChange(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, subject } = await loadObjectiveSet(ctx, input.setId);
		const role = authorize(ctx, 'objective.manage', subject);
		const reason = requireReason(input.reason, 'reason');
		if (set.state !== 'approved' || set.changeReason !== null) throw new Conflict('illegal_transition', { state: set.state });
		await bumpSet(ctx, set.id, input.rowVersion, { changeReason: reason });
		await recordAct(ctx, set, 'objective_set.begin_change', role, {}, reason);
	});
}

/** Gives up the change that is prepared: what was signed stands. @throws as `takeObjectiveSet`; Conflict `illegal_transition` (a draft) */
export function dropObjectivesChange(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { set, role } = await takeObjectiveSet(ctx, input.setId, input.rowVersion);
		if (set.state !== 'approved') throw new Conflict('illegal_transition', { state: set.state });
		await undoPending(ctx, set);
		await bumpSet(ctx, set.id, set.rowVersion, { changeReason: null, returnedReason: null });
		await recordAct(ctx, set, 'objective_set.drop_change', role, {}, set.changeReason);
	});
}

/** Rows of the next revision go, what it would have ended stands. */
export async function undoPending(ctx: Ctx, set: Pick<ObjectiveSet, 'id' | 'revision'>): Promise<void> {
	await ctx.db.objective.deleteMany({ where: { setId: set.id, sinceRevision: { gt: set.revision } } });
	await ctx.db.objective.updateMany({ where: { setId: set.id, untilRevision: set.revision + 1 }, data: { untilRevision: null } });
}

function requireComplete(set: ObjectiveSet): void {
	if (writtenObjectives(set).length === 0) throw new Conflict('objectives_empty');
	const changed = set.all.some((row) => row.sinceRevision > set.revision || row.untilRevision === set.revision + 1);
	if (set.state === 'approved' && !changed) throw new Conflict('objectives_unchanged');
}

async function takeFromHeads(ctx: Ctx, set: ObjectiveSet, rowVersion: number, returnedReason: string | null): Promise<void> {
	if (set.rowVersion !== rowVersion) throw new Conflict('stale', { rowVersion: set.rowVersion });
	if (!set.submittedAt) throw new Conflict('objectives_not_submitted');
	await bumpSet(ctx, set.id, rowVersion, { submittedAt: null, submittedById: null, returnedReason });
	await lapse(ctx, 'objective_set', [set.id], ['objectives_submitted']);
}

async function about(ctx: Ctx, set: ObjectiveSet, reason = '') {
	const { id, unitId, year } = set;
	const who = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	const params = { title: String(year), unit: await unitNameOn(ctx, unitId, today(ctx)), reason, who };
	return { subjectType: 'objective_set', subjectId: id, unitId, params } as const;
}
