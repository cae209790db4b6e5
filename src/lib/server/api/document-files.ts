import { z } from 'zod';
import { versionInForce } from '#lib/server/documents/queries/in-force.ts';
import { deliverOriginal, deliverPersonalCopy, deliverReadingCopy, deliverSource } from '#lib/server/documents/reading.ts';
import { deliverDocx } from '#lib/server/procedures/docx-export.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { idParams, operation } from './operation.ts';
import { asOfQuery } from './schemas.ts';

export const getDocumentFile = operation({
	id: 'getDocumentFile',
	method: 'GET',
	path: '/documents/{id}/file',
	tag: 'Documents',
	summary: 'The reading copy of what is in force on a day, as PDF',
	description:
		'Stamped on every page with today’s mark, whatever day is asked for. With `copy=personal` also with the name of the person and a code of its own; that copy is recorded as a print. Ranges and ETag work for the reading copy.',
	params: idParams,
	query: asOfQuery.extend({ copy: z.enum(['reading', 'personal']).default('reading') }),
	response: null,
	problems: ['document_not_found', 'nothing_in_force', 'no_reading_copy'],
	async run(ctx, { params, query, request, runtime }) {
		const versionId = await versionInForce(ctx, params.id, query.asOf);
		return query.copy === 'personal' ? deliverPersonalCopy(ctx, runtime, versionId) : deliverReadingCopy(ctx, runtime, versionId, request);
	}
});

export const getDocumentSource = operation({
	id: 'getDocumentSource',
	method: 'GET',
	path: '/documents/{id}/source',
	tag: 'Documents',
	summary: 'The editable file of what is in force on a day',
	description:
		'Of a blank form this is the controlled thing itself; its file name carries code and numbers. A past one only for who keeps the documents.',
	params: idParams,
	query: asOfQuery,
	response: null,
	problems: ['document_not_found', 'nothing_in_force', 'no_original'],
	run: async (ctx, { params, query, request, runtime }) =>
		deliverSource(ctx, runtime, await versionInForce(ctx, params.id, query.asOf), request)
});

export const getVersionOriginal = operation({
	id: 'getVersionOriginal',
	method: 'GET',
	path: '/versions/{id}/original',
	tag: 'Versions',
	summary: 'The file that was signed, byte for byte',
	description:
		'Of an issued version evidence of its approval, for those who check approvals: its SHA-256 is the one in the signature. It carries no control mark and is no controlled copy; to read there is `/documents/{id}/file`. Before issue the draft, for those who work on it.',
	params: idParams,
	response: null,
	problems: ['version_not_found', 'no_original'],
	run: async (ctx, { params, request, runtime }) => deliverOriginal(ctx, runtime, params.id, request)
});

export const getVersionDocx = operation({
	id: 'getVersionDocx',
	method: 'GET',
	path: '/versions/{id}/docx',
	tag: 'Versions',
	summary: 'A procedure that is written in eISO, as a Word file',
	description:
		'Made anew each time from the text; no controlled copy, which its name says while it is not in force. 404 `content_not_found` for a version whose files were uploaded.',
	params: idParams,
	response: null,
	problems: ['version_not_found', 'content_not_found', 'no_original'],
	run: async (ctx, { params }) => fileAnswer(await deliverDocx(ctx, params.id))
});
