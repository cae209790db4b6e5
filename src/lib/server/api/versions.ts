import { z } from 'zod';
import { versionStates } from '#lib/domain/documents/lifecycle.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { versionFileFrom } from '#lib/server/documents/files.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { cancelVersion, passVersion, recallVersion, returnVersion, type ActResult } from '#lib/server/documents/review.ts';
import { createVersion as create } from '#lib/server/documents/versions.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { newVersionForm } from '#lib/server/documents/work/new-version.ts';
import { submitProcedure } from '#lib/server/procedures/submit.ts';
import { FileRefusal } from '#lib/server/files/rules.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { version, versionJson } from './document-schemas.ts';
import { named } from './field-names.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { dayInput, rowVersion, sha256, signature, text } from './schemas.ts';

export const listVersions = operation({
	id: 'listVersions',
	method: 'GET',
	path: '/documents/{id}/versions',
	tag: 'Versions',
	summary: 'The versions of a document, newest first',
	params: idParams,
	query: pageQuery,
	response: pageOf(version),
	problems: ['document_not_found'],
	async run(ctx, { params, query: { page, pageSize } }) {
		const { versions } = await documentPage(ctx, params.id);
		const shown = versions.slice((page - 1) * pageSize, page * pageSize);
		return { items: shown.map((one) => versionJson(params.id, one)), total: versions.length, page, pageSize };
	}
});

export const createVersion = operation({
	id: 'createVersion',
	method: 'POST',
	path: '/documents/{id}/versions',
	tag: 'Versions',
	summary: 'Open the next version of a document with its files',
	description: '`file` is the PDF for reading; `source` the editable file (DOCX, XLSX, ODT), required for forms. At most 50 MB each.',
	params: idParams,
	files: { purposes: { file: 'reading', source: 'source' }, required: [] },
	body: z.object({
		summary: text(2000).default('').meta({ description: 'What changed; asked for at submit.' }),
		title: text(300).optional().meta({ description: 'The title of the version before when left out.' }),
		step: z.enum(['issue', 'revision']).optional().meta({ description: 'Which number goes up; `issue` when left out.' }),
		changeClass: z.enum(['editorial', 'substantive']).optional().meta({ description: '`substantive` when left out.' })
	}),
	response: z.object({
		id: z.uuid(),
		state: z.literal('draft'),
		sha256: sha256.meta({ description: 'Of the PDF, or of the source where there is none.' }),
		issueNo: z.int(),
		revisionNo: z.int(),
		rowVersion
	}),
	status: 201,
	problems: ['document_not_found', 'forbidden', 'open_version_exists', 'successor_pending', 'unit_closed', 'illegal_transition'],
	async before(ctx, params) {
		await newVersionForm(ctx, params.id);
	},
	async run(ctx, { params, body, files }) {
		const pdf = files.find((file) => file.field === 'file');
		const source = files.find((file) => file.field === 'source');
		const main = pdf ?? source;
		if (!main) throw new FileRefusal('upload_missing_file', { field: 'file' });
		const { id, state, issueNo, revisionNo, rowVersion } = await named(
			{ pdf: 'file' },
			create(ctx, { ...body, documentId: params.id, pdf: pdf && versionFileFrom(pdf), source: source && versionFileFrom(source) })
		);
		return { id, state, sha256: main.sha256, issueNo, revisionNo, rowVersion };
	}
});

const transition = z.object({
	event: z.enum(['submit', 'recall', 'pass', 'return', 'approve', 'cancel', 'withdraw']),
	comment: text(2000).optional().meta({ description: 'The reason, where the event needs one: return, cancel, withdraw.' }),
	reviewer: z.uuid().nullish().meta({ description: 'submit: who is to review; every reviewer when left out.' }),
	from: dayInput.optional().meta({ format: 'date', description: 'withdraw: the first day without the version; today when left out.' }),
	decisionNumber: text(60).optional().meta({ description: 'withdraw: the decision behind it.' }),
	rowVersion: rowVersion.optional(),
	signature: signature.optional().meta({ description: 'approve and withdraw: the password of the head, entered again.' })
});

type Transition = z.output<typeof transition>;

const acts: Readonly<
	Record<Transition['event'], (ctx: Ctx, versionId: string, input: Transition, tools: UploadTools) => Promise<ActResult>>
> = {
	submit: (ctx, versionId, { comment, reviewer, rowVersion }, tools) =>
		submitProcedure(ctx, tools, { versionId, comment, reviewer, rowVersion }),
	recall: (ctx, versionId, { comment, rowVersion }) => recallVersion(ctx, { versionId, comment, rowVersion }),
	pass: (ctx, versionId, { comment, rowVersion }) => passVersion(ctx, { versionId, comment, rowVersion }),
	return: (ctx, versionId, { comment, rowVersion }) => returnVersion(ctx, { versionId, comment, rowVersion }),
	cancel: (ctx, versionId, { comment, rowVersion }) => cancelVersion(ctx, { versionId, comment, rowVersion }),
	approve: (ctx, versionId, { comment, rowVersion, signature }) =>
		approveVersion(ctx, { versionId, comment, rowVersion, password: signature?.password ?? '', sha256: signature?.sha256 }),
	withdraw: (ctx, versionId, { signature, event: _event, ...input }) =>
		withdrawVersion(ctx, { ...input, versionId, password: signature?.password ?? '', sha256: signature?.sha256 })
};

export const moveVersion = operation({
	id: 'moveVersion',
	method: 'POST',
	path: '/versions/{id}/transitions',
	tag: 'Versions',
	summary: 'Submit, recall, pass, return, approve, cancel or withdraw a version',
	params: idParams,
	body: transition,
	response: z.object({ state: z.enum(versionStates), rowVersion }),
	problems: [
		'version_not_found',
		'forbidden',
		'separation_of_duties',
		'illegal_transition',
		'no_eligible_reviewer',
		'stale',
		'content_changed',
		'signature_refused',
		'effective_in_past',
		'procedure_unfinished'
	],
	async run(ctx, { params, body, runtime }) {
		const { state, rowVersion } = await acts[body.event](ctx, params.id, body, runtime.tools);
		return { state, rowVersion };
	}
});
