import { z } from 'zod';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { batchStates } from '#lib/domain/documents/lifecycle.ts';
import { createBatch, discardBatch } from '#lib/server/documents/batches.ts';
import { issueBatch, issueNow } from '#lib/server/documents/issue.ts';
import { previewNewBatch } from '#lib/server/documents/preview.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { batchWork } from '#lib/server/documents/work/batch-work.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { batch, preview } from './batch-schemas.ts';
import { named } from './field-names.ts';
import { answerWith, idParams, operation } from './operation.ts';
import { day, dayInput, rowVersion, signature, text, unitInput } from './schemas.ts';

const confirm = z
	.array(z.string().max(60))
	.max(50)
	.default([])
	.meta({
		description: `Codes of warnings that were seen and are accepted: ${warningCodes.join(', ')}.`
	});
const headSigns = signature
	.omit({ sha256: true })
	.optional()
	.meta({ description: 'A head’s password, when a document is withdrawn or a batch revoked.' });

const issueProblems = [
	'forbidden',
	'warnings',
	'illegal_transition',
	'decision_in_future',
	'effective_in_past',
	'effective_before_decision',
	'effective_too_far',
	'successor_pending',
	'content_changed',
	'not_in_force',
	'batch_empty',
	'unit_closed',
	'signature_refused',
	'stale'
];

export const createIssueBatch = operation({
	id: 'createIssueBatch',
	method: 'POST',
	path: '/issue-batches',
	tag: 'Issue batches',
	summary: 'Put approved versions in force by a decision, or withdraw documents',
	description:
		'Issues at once, all or nothing, unless `draft`. With `dryRun` the answer is 200 with the preview and nothing is written. Warnings of the preview are 409 `warnings` with their codes; send again with `confirm`.',
	body: z
		.object({
			unit: unitInput,
			decisionNumber: text(60).nullish(),
			decisionDate: dayInput.nullish(),
			effectiveOn: dayInput.nullish(),
			note: text(2000).optional(),
			versionIds: z.array(z.uuid()).max(1000).default([]),
			withdrawDocumentIds: z.array(z.uuid()).max(1000).default([]),
			reason: text(2000).optional().meta({ description: 'Why the documents are withdrawn.' }),
			dryRun: z.boolean().default(false),
			draft: z.boolean().default(false),
			confirm,
			signature: headSigns
		})
		.refine(({ withdrawDocumentIds, reason }) => withdrawDocumentIds.length === 0 || Boolean(reason), {
			path: ['reason'],
			message: 'reason_required'
		}),
	response: z.object({
		id: z.uuid(),
		number: z.string(),
		state: z.enum(batchStates),
		effectiveOn: day.nullable(),
		rowVersion
	}),
	status: 201,
	alsoAnswers: { 200: preview },
	problems: issueProblems,
	async run(ctx, { body: { unit, withdrawDocumentIds, reason, dryRun, draft, confirm, signature, ...decision } }) {
		const withdrawals = withdrawDocumentIds.map((documentId) => ({ documentId, reason: reason ?? '' }));
		const input = { ...decision, withdrawals, unitId: await unitIdOf(ctx, unit) };
		const names = { withdrawals: 'withdrawDocumentIds' };
		if (dryRun) return answerWith(200, await named(names, previewNewBatch(ctx, input)));
		const { id, number, state, rowVersion } = await named<{ id: string; number: string; state: string; rowVersion: number }>(
			names,
			draft ? createBatch(ctx, input) : issueNow(ctx, { ...input, confirm, password: signature?.password })
		);
		return { id, number, state, effectiveOn: decision.effectiveOn ?? null, rowVersion };
	}
});

export const getIssueBatch = operation({
	id: 'getIssueBatch',
	method: 'GET',
	path: '/issue-batches/{id}',
	tag: 'Issue batches',
	summary: 'An issue batch',
	params: idParams,
	response: batch,
	problems: ['batch_not_found'],
	async run(ctx, { params }) {
		const work = await batchWork(ctx, params.id);
		const { id, unitId, number, state, decisionNumber, decisionDate, effectiveOn, note, createdBy, issuedBy, rowVersion } = work;
		return {
			id,
			unitId,
			number,
			state,
			decisionNumber,
			decisionDate,
			effectiveOn,
			note,
			lines: work.lines.map(({ document, version, withdraws, reason }) => ({
				documentId: document.id,
				code: document.code,
				title: version?.title ?? document.title,
				versionId: version?.id ?? null,
				issueNo: version?.issueNo ?? null,
				revisionNo: version?.revisionNo ?? null,
				withdraws,
				reason
			})),
			corrections: work.corrections.map(({ field, oldValue, newValue, reason, state, signedBy, decidedAt }) => ({
				field,
				oldValue,
				newValue,
				reason,
				state,
				signedBy: signedBy?.fullName ?? null,
				decidedAt: decidedAt?.toISOString() ?? null
			})),
			createdAt: work.createdAt.toISOString(),
			createdBy,
			issuedAt: work.issuedAt?.toISOString() ?? null,
			issuedBy,
			reason: work.stateReason,
			preview: work.preview,
			rowVersion
		};
	}
});

const transition = z.object({
	event: z.enum(['issue', 'revoke', 'discard']),
	comment: text(2000).optional().meta({ description: 'The reason; required to revoke.' }),
	rowVersion: rowVersion.optional(),
	confirm,
	signature: headSigns
});

type Transition = z.output<typeof transition>;
type Moved = Promise<{ state: string; rowVersion: number }>;

const acts: Readonly<Record<Transition['event'], (ctx: Ctx, batchId: string, input: Transition) => Moved>> = {
	issue: (ctx, batchId, { rowVersion, confirm, signature }) =>
		issueBatch(ctx, { batchId, rowVersion, confirm, password: signature?.password }),
	revoke: (ctx, batchId, { comment, rowVersion, signature }) =>
		revokeBatch(ctx, { batchId, comment: comment ?? '', rowVersion, password: signature?.password ?? '' }),
	discard: (ctx, batchId, { comment, rowVersion }) => discardBatch(ctx, { batchId, comment, rowVersion })
};

export const moveIssueBatch = operation({
	id: 'moveIssueBatch',
	method: 'POST',
	path: '/issue-batches/{id}/transitions',
	tag: 'Issue batches',
	summary: 'Issue or discard a draft, revoke an issued batch before its day',
	params: idParams,
	body: transition,
	response: z.object({ state: z.enum(batchStates), rowVersion }),
	problems: ['batch_not_found', ...issueProblems],
	async run(ctx, { params, body }) {
		const { state, rowVersion } = await acts[body.event](ctx, params.id, body);
		return { state, rowVersion };
	}
});
