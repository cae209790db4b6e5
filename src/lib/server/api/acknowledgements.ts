import { z } from 'zod';
import { readStates } from '#lib/domain/documents/reading.ts';
import { confirmReading, confirmReadingOfDocument, type Confirmed } from '#lib/server/documents/readings/confirm.ts';
import { answerWith, idParams, operation } from './operation.ts';
import { sha256 } from './schemas.ts';

const body = z.object({
	sha256: sha256.optional().meta({ description: 'What was read; another file than the version has is `content_changed`.' })
});

const acknowledgement = z.object({
	id: z.uuid(),
	versionId: z.uuid(),
	state: z
		.enum(readStates)
		.meta({ description: '`confirmed`; or how it was confirmed before: on paper, or carried from the version before.' }),
	confirmedAt: z.iso.datetime(),
	sha256: sha256.meta({ description: 'Of the file that was confirmed.' })
});

const problems = ['not_opened', 'illegal_transition', 'content_changed', 'stale'];

/** 201 for the first confirmation; 200, with the first, for any later one. */
function answerOf({ already, confirmedAt, ...rest }: Confirmed) {
	return answerWith(already ? 200 : 201, { ...rest, confirmedAt: confirmedAt.toISOString() });
}

export const acknowledgeVersion = operation({
	id: 'acknowledgeVersion',
	method: 'POST',
	path: '/versions/{id}/acknowledgements',
	tag: 'Reading',
	summary: 'Confirm that a version was read and understood',
	description:
		'For who was asked to read it and has opened it; upcoming or in force. A second time answers 200 with the first confirmation.',
	params: idParams,
	body,
	response: acknowledgement,
	status: 201,
	alsoAnswers: { 200: acknowledgement },
	problems: ['version_not_found', ...problems],
	run: async (ctx, { params, body }) => answerOf(await confirmReading(ctx, { versionId: params.id, sha256: body.sha256 }))
});

export const acknowledgeDocument = operation({
	id: 'acknowledgeDocument',
	method: 'POST',
	path: '/documents/{id}/acknowledgements',
	tag: 'Reading',
	summary: 'Confirm that the version in force of a document was read and understood',
	params: idParams,
	body,
	response: acknowledgement,
	status: 201,
	alsoAnswers: { 200: acknowledgement },
	problems: ['document_not_found', 'nothing_in_force', ...problems],
	run: async (ctx, { params, body }) => answerOf(await confirmReadingOfDocument(ctx, { documentId: params.id, sha256: body.sha256 }))
});
