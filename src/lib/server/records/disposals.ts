import { createHash } from 'node:crypto';
import { disposableFrom, keepingState } from '#lib/domain/records/retention.ts';
import { disposalSentence } from '#lib/domain/records/sentences.ts';
import { dayOf, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { referToFiles, type VersionFile } from '#lib/server/documents/files.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition, transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { officersOf, peopleWith } from '#lib/server/documents/eligibility.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadDisposal } from './facts.ts';
import { disposalMachine, recordMachine } from './machines.ts';

const mostRecords = 500;

/**
 * Lists records whose time is over for disposal (`TL-2026-001`), as a draft. Recorded as `record_disposal.create` with their numbers.
 * @throws Forbidden; Invalid by field; Conflict `not_disposable` with the numbers of those that must still be kept
 */
export function createDisposal(
	ctx: Ctx,
	unitId: string,
	input: { recordIds: readonly string[]; reason: string; method: string }
): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'record.manage', { unitId });
		const ids = [...new Set(input.recordIds)];
		if (ids.length === 0 || ids.length > mostRecords)
			throw new Invalid({ recordIds: ids.length === 0 ? 'required' : `too_many_chosen:${mostRecords}` });
		const lines = await requireDue(ctx, unitId, ids);
		const number = await takeNumber(ctx, 'TL', unitId);
		const { id } = await ctx.db.recordDisposal.create({
			data: {
				unitId,
				number,
				reason: requireReason(input.reason, 'reason'),
				method: tidy(input.method),
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true }
		});
		await ctx.db.recordDisposalLine.createMany({
			data: lines.map(({ recordId, retention, dueOn }) => ({ disposalId: id, recordId, retention, dueOn: toDbDate(dueOn) }))
		});
		await record(ctx, {
			event: 'record_disposal.create',
			subjectType: 'record_disposal',
			subjectId: id,
			unitId,
			role,
			after: { number, method: tidy(input.method), records: lines.map((line) => line.number) },
			comment: input.reason
		});
		return { id, number };
	});
}

/** D1: to the heads. @throws Conflict `not_disposable` when a hold came, or a term grew, meanwhile */
export function proposeDisposal(ctx: Ctx, input: { disposalId: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { disposal, subject } = await loadDisposal(ctx, input.disposalId);
		await requireDue(
			ctx,
			disposal.unitId,
			disposal.lines.map(({ recordId }) => recordId)
		);
		await transition(ctx, disposalMachine, disposal, 'propose', subject, { expectedRowVersion: input.rowVersion });
		await lapse(ctx, 'record_disposal', [disposal.id], ['disposal_returned']);
		const heads = await peopleWith(ctx, disposal.unitId, ['head']);
		await notify(ctx, {
			to: heads.map(({ userId }) => userId),
			barred: [disposal.createdById],
			kind: 'disposal_proposed',
			subjectType: 'record_disposal',
			subjectId: disposal.id,
			unitId: disposal.unitId,
			params: { number: disposal.number, count: disposal.lines.length }
		});
	});
}

/** D2. */
export function returnDisposal(ctx: Ctx, input: { disposalId: string; reason: string; rowVersion?: number }): Promise<void> {
	return decideDisposal(ctx, input.disposalId, 'disposal_returned', (ctx, { disposal, subject }) =>
		transition(ctx, disposalMachine, disposal, 'return', subject, {
			comment: requireReason(input.reason, 'reason'),
			data: { stateReason: input.reason },
			expectedRowVersion: input.rowVersion
		})
	);
}

/**
 * D3: a head signs the list: password, sentence, and the hash of what is listed. Not who listed it.
 * @throws Conflict `signature_refused`, `separation_of_duties`, `not_disposable`, `stale`
 */
export async function approveDisposal(ctx: Ctx, input: { disposalId: string; password: string; rowVersion?: number }): Promise<void> {
	const { disposal: shown, subject } = await loadDisposal(ctx, input.disposalId);
	authorize(ctx, 'record.approve_disposal', subject);
	const signer = await proveSigner(ctx, shown.unitId, input.password);
	await decideDisposal(ctx, input.disposalId, 'disposal_approved', async (ctx, { disposal, subject }) => {
		await requireDue(
			ctx,
			disposal.unitId,
			disposal.lines.map(({ recordId }) => recordId)
		);
		await transition(ctx, disposalMachine, disposal, 'approve', subject, {
			expectedRowVersion: input.rowVersion ?? shown.rowVersion,
			data: {
				approvedById: signer.userId,
				approverName: signer.signerName,
				approverPosition: signer.position,
				meaningText: disposalSentence(disposal.number, disposal.lines.length, disposal.method).vi,
				contentSha256: hashOf(disposal),
				approvedAt: ctx.clock.now()
			},
			after: { content: hashOf(disposal) }
		});
	});
}

/** D5. */
export function cancelDisposal(ctx: Ctx, input: { disposalId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { disposal, subject } = await loadDisposal(ctx, input.disposalId);
		await transition(ctx, disposalMachine, disposal, 'cancel', subject, {
			comment: requireReason(input.reason, 'reason'),
			data: { stateReason: input.reason },
			expectedRowVersion: input.rowVersion
		});
		await lapse(ctx, 'record_disposal', [disposal.id], ['disposal_proposed', 'disposal_returned', 'disposal_approved']);
	});
}

/**
 * D4: what the minutes say was done. The records become stubs: number, title, days, names and hashes of their files stay, nothing refers
 * to the bytes any more, and the sweep takes those that nothing else uses (design.md §5.4).
 * @throws Invalid (minutes, day), Conflict `not_disposable` (a hold came after the signature)
 */
export function carryOutDisposal(
	ctx: Ctx,
	input: { disposalId: string; carriedOutOn: Day; participants: string; minutes: VersionFile | null; rowVersion?: number }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { disposal, subject } = await loadDisposal(ctx, input.disposalId);
		authorize(ctx, 'record.manage', subject);
		if (disposal.state !== 'approved') throw new Conflict('illegal_transition', { state: disposal.state });
		if (!input.minutes) throw new Invalid({ minutes: 'required' });
		if (input.carriedOutOn > today(ctx)) throw new Invalid({ carriedOutOn: 'day_to_come' });
		// Nothing goes before it was signed for.
		if (disposal.approvedAt && input.carriedOutOn < dayOf(disposal.approvedAt)) throw new Invalid({ carriedOutOn: 'day_before_signature' });
		const ids = disposal.lines.map(({ recordId }) => recordId);
		await requireDue(ctx, disposal.unitId, ids);
		const records = await ctx.db.qualityRecord.findMany({
			where: { id: { in: ids } },
			select: { id: true, state: true, rowVersion: true, unitId: true }
		});
		await transitionMany(ctx, recordMachine, records, 'dispose', subject, { follows: 'R1', after: () => ({ disposal: disposal.number }) });
		await ctx.db.recordFile.updateMany({
			where: { recordId: { in: ids }, removedAt: null },
			data: { storedSha256: null, removedAt: ctx.clock.now() }
		});
		await referToFiles(ctx, [input.minutes]);
		await transition(ctx, disposalMachine, disposal, 'carry_out', subject, {
			expectedRowVersion: input.rowVersion,
			data: {
				carriedOutOn: toDbDate(input.carriedOutOn),
				participants: tidy(input.participants),
				minutesSha256: input.minutes.sha256,
				minutesName: input.minutes.fileName
			},
			after: { carriedOutOn: input.carriedOutOn, minutes: input.minutes.sha256, records: ids.length }
		});
		await lapse(ctx, 'record_disposal', [disposal.id], ['disposal_approved']);
	});
}

type Loaded = Awaited<ReturnType<typeof loadDisposal>>;

/** A head's decision: done, then the officer who listed it is told and the heads' task is over. */
function decideDisposal(
	ctx: Ctx,
	disposalId: string,
	kind: 'disposal_returned' | 'disposal_approved',
	act: (ctx: Ctx, loaded: Loaded) => Promise<unknown>
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const loaded = await loadDisposal(ctx, disposalId);
		await act(ctx, loaded);
		const { disposal } = loaded;
		await lapse(ctx, 'record_disposal', [disposal.id], ['disposal_proposed']);
		await notify(ctx, {
			to: await keepersOf(ctx, disposal),
			kind,
			subjectType: 'record_disposal',
			subjectId: disposal.id,
			unitId: disposal.unitId,
			params: { number: disposal.number }
		});
	});
}

/** Who listed it, while they are an officer of the unit; else those who are. */
async function keepersOf(ctx: Ctx, { unitId, createdById }: Loaded['disposal']): Promise<string[]> {
	const officers = await officersOf(ctx, unitId);
	return officers.includes(createdById) ? [createdById] : officers;
}

function hashOf(disposal: Loaded['disposal']): string {
	const lines = disposal.lines.map((line) => [line.recordId, line.retention, fromDbDate(line.dueOn)]);
	return createHash('sha256')
		.update(JSON.stringify([disposal.id, disposal.number, disposal.reason, disposal.method, lines]))
		.digest('hex');
}

/** The records with the rule that lets them go. Held, running and kept ones are named. */
async function requireDue(ctx: Ctx, unitId: string, ids: readonly string[]) {
	await ctx.db.$queryRaw`select id from quality_record where id = any(${[...ids]}::uuid[]) order by id for no key update`;
	const rows = await ctx.db.qualityRecord.findMany({
		where: { id: { in: [...ids] }, series: { custodyUnitId: unitId } },
		select: {
			id: true,
			number: true,
			state: true,
			closedOn: true,
			series: { select: { retentionYears: true } },
			holds: { where: { releasedAt: null }, select: { id: true } }
		},
		orderBy: { number: 'asc' }
	});
	if (rows.length !== ids.length) throw new Invalid({ recordIds: 'invalid' });
	const day = today(ctx);
	const lines = rows.map((row) => {
		const { retentionYears } = row.series;
		const closedOn = fromDbDate(row.closedOn);
		const facts = { state: row.state, closedOn, retentionYears, held: row.holds.length > 0 };
		const dueOn = keepingState(facts, day) === 'due' ? disposableFrom(closedOn, retentionYears) : null;
		return { recordId: row.id, number: row.number, retention: retentionYears === null ? '' : `${retentionYears} năm`, dueOn };
	});
	const kept = lines.filter((line) => line.dueOn === null).map((line) => line.number);
	if (kept.length > 0) throw new Conflict('not_disposable', { numbers: kept.join(', ') });
	return lines.flatMap((line) => (line.dueOn === null ? [] : [{ ...line, dueOn: line.dueOn }]));
}
