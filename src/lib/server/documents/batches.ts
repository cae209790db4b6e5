import type { Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { fromDbDate, isDay, toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { BatchState } from '#lib/domain/documents/lifecycle.ts';
import { batchSubject, loadBatch, type LoadedBatch } from './batch-facts.ts';
import { requireLines, type BatchLines } from './batch-lines.ts';
import { headsOf } from './eligibility.ts';
import { referToFiles, type VersionFile } from './files.ts';
import { requireLengths, requireUser, tidy } from './input.ts';
import { batchMachine } from './machines.ts';
import { takeNumber } from './numbers.ts';
import { requireUnitToPrepare } from './unit-facts.ts';

export type BatchDecision = {
	decisionNumber?: string | null;
	decisionDate?: Day | null;
	effectiveOn?: Day | null;
	note?: string;
	/** The scan of the signed decision, durable in the store. */
	scan?: VersionFile | null;
};
export type NewBatch = BatchDecision & BatchLines & { unitId: string };

/**
 * B1: a draft batch of approved versions and of documents to withdraw. Its number is taken now.
 * @throws Conflict `illegal_transition` (a line is not approved, or not in force), `unit_closed`; Invalid (unknown lines, days); Forbidden
 */
export function createBatch(ctx: Ctx, input: NewBatch): Promise<{ id: string; number: string; state: 'draft'; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'batch.manage', { unitId: input.unitId });
		await requireUnitToPrepare(ctx, input.unitId);
		const lines = await requireLines(ctx, input.unitId, input);
		const columns = await decisionColumns(ctx, input);
		const number = await takeNumber(ctx, 'ĐBH', input.unitId);
		const created = await ctx.db.issueBatch.create({
			data: { unitId: input.unitId, number, ...columns, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true, rowVersion: true }
		});
		await ctx.db.issueBatchLine.createMany({ data: lines.map((line) => ({ batchId: created.id, ...line })) });
		await record(ctx, {
			event: 'issue_batch.create',
			subjectType: 'issue_batch',
			subjectId: created.id,
			unitId: input.unitId,
			role,
			after: { number, ...recorded(columns), lines: lines.map(lineRecord) }
		});
		await notify(ctx, {
			to: await headsOf(ctx, input.unitId),
			kind: 'batch_created',
			subjectType: 'issue_batch',
			subjectId: created.id,
			unitId: input.unitId,
			params: { number, count: lines.length, day: input.effectiveOn ? formatDay(input.effectiveOn) : null }
		});
		return { id: created.id, number, state: 'draft', rowVersion: created.rowVersion };
	});
}

/**
 * B2: changes decision, days, scan or lines of a draft; lines are given as a whole or not at all.
 * @throws Conflict `stale`, `illegal_transition` (not a draft any more, a line that does not fit)
 */
export function changeBatch(
	ctx: Ctx,
	input: BatchDecision & Partial<BatchLines> & { batchId: string; rowVersion?: number }
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const batch = await loadBatch(ctx, input.batchId);
		const role = authorize(ctx, 'batch.manage', { unitId: batch.unitId });
		requireDraft(batch, 'change', input.rowVersion);
		const columns = await decisionColumns(ctx, input);
		const { count } = await ctx.db.issueBatch.updateMany({
			where: { id: batch.id, state: 'draft', rowVersion: batch.rowVersion },
			data: { ...columns, rowVersion: batch.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale');
		const linesGiven = input.versionIds !== undefined || input.withdrawals !== undefined;
		const lines = linesGiven
			? await requireLines(ctx, batch.unitId, {
					versionIds: input.versionIds ?? batch.lines.flatMap((line) => line.versionId ?? []),
					withdrawals:
						input.withdrawals ??
						batch.lines.filter((line) => line.withdraws).map((line) => ({ documentId: line.documentId, reason: line.reason ?? '' }))
				})
			: null;
		if (lines) {
			await ctx.db.issueBatchLine.deleteMany({ where: { batchId: batch.id } });
			await ctx.db.issueBatchLine.createMany({ data: lines.map((line) => ({ batchId: batch.id, ...line })) });
		}
		await record(ctx, {
			event: 'issue_batch.change',
			subjectType: 'issue_batch',
			subjectId: batch.id,
			unitId: batch.unitId,
			role,
			before: { ...recorded(pickDecision(batch, columns)), ...(lines ? { lines: batch.lines.map(lineRecord) } : {}) },
			after: { ...recorded(columns), ...(lines ? { lines: lines.map(lineRecord) } : {}) }
		});
		return { rowVersion: batch.rowVersion + 1 };
	});
}

/** B4: gives a draft up; its versions stay approved. Creator, officer or head. */
export function discardBatch(
	ctx: Ctx,
	input: { batchId: string; comment?: string | null; rowVersion?: number }
): Promise<{ state: BatchState; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const batch = await loadBatch(ctx, input.batchId);
		const moved = await transition(ctx, batchMachine, batch, 'discard', batchSubject(batch), {
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			data: { stateReason: tidy(input.comment) || null },
			after: { number: batch.number }
		});
		await lapse(ctx, 'issue_batch', [batch.id]);
		return { state: moved.state, rowVersion: moved.rowVersion };
	});
}

/** @throws Conflict `illegal_transition`, `stale` */
export function requireDraft(batch: LoadedBatch, event: string, rowVersion: number | undefined): void {
	if (batch.state !== 'draft') throw new Conflict('illegal_transition', { state: batch.state, event });
	if (rowVersion !== undefined && rowVersion !== batch.rowVersion)
		throw new Conflict('stale', { state: batch.state, rowVersion: batch.rowVersion });
}

type DecisionColumns = {
	decisionNumber?: string | null;
	decisionDate?: Date | null;
	effectiveOn?: Date | null;
	note?: string;
	scanSha256?: string | null;
	scanName?: string | null;
};

/** The columns of what was given; what was not given stays as it is. */
async function decisionColumns(ctx: Ctx, input: BatchDecision): Promise<DecisionColumns> {
	requireLengths({ decisionNumber: input.decisionNumber, note: input.note });
	const wrong = (['decisionDate', 'effectiveOn'] as const).filter((field) => {
		const day = input[field];
		return typeof day === 'string' && !isDay(day);
	});
	if (wrong.length > 0) throw new Invalid(Object.fromEntries(wrong.map((field) => [field, 'day_invalid'])));
	await referToFiles(ctx, [input.scan]);
	return {
		...(input.decisionNumber === undefined ? {} : { decisionNumber: tidy(input.decisionNumber) || null }),
		...(input.decisionDate === undefined ? {} : { decisionDate: input.decisionDate === null ? null : toDbDate(input.decisionDate) }),
		...(input.effectiveOn === undefined ? {} : { effectiveOn: input.effectiveOn === null ? null : toDbDate(input.effectiveOn) }),
		...(input.note === undefined ? {} : { note: tidy(input.note) }),
		...(input.scan === undefined ? {} : { scanSha256: input.scan?.sha256 ?? null, scanName: input.scan?.fileName ?? null })
	};
}

function pickDecision(batch: LoadedBatch, columns: DecisionColumns): DecisionColumns {
	const { decisionNumber, decisionDate, effectiveOn, note, scanSha256, scanName } = batch;
	const all: DecisionColumns = { decisionNumber, decisionDate, effectiveOn, note, scanSha256, scanName };
	return Object.fromEntries(Object.entries(all).filter(([name]) => name in columns));
}

/** Days as days, not as moments. */
function recorded(columns: DecisionColumns): Record<string, string | null> {
	return Object.fromEntries(
		Object.entries(columns).map(([name, value]) => [name, value instanceof Date ? fromDbDate(value) : (value ?? null)])
	);
}

function lineRecord(line: { documentId: string; versionId: string | null; withdraws: boolean; reason: string | null }) {
	return line.withdraws ? { withdraw: line.documentId, reason: line.reason } : { document: line.documentId, version: line.versionId };
}

/** A withdrawal by a batch is a head's act from the moment it is issued (states.md B3). */
export function requireSignerOfWithdrawals(ctx: Ctx, batch: LoadedBatch): void {
	const withdraws = batch.lines.some((line) => line.withdraws);
	if (withdraws && !may(ctx.actor, 'batch.sign', { unitId: batch.unitId })) throw new Forbidden('head_signs_withdrawals');
}
