import { z } from 'zod';
import { decisionFormats, decisionPaper } from '#lib/server/documents/decision-paper.ts';
import { saveDecisionText } from '#lib/server/documents/decision-text.ts';
import { decisionPage } from '#lib/server/documents/work/decision-page.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { idParams, operation } from './operation.ts';
import { requiredText, rowVersion, text } from './schemas.ts';

const lines = (most: number, limit: number) => z.array(text(limit)).max(most, `too_many_lines:${most}`);

const words = {
	place: requiredText(60),
	subject: requiredText(500),
	authority: requiredText(200),
	standard: requiredText(100),
	grounds: lines(30, 1000),
	responsible: requiredText(1000),
	recipients: lines(30, 300),
	signerHeading: lines(4, 100),
	signerName: text(120)
};

const written = {
	place: z.string(),
	subject: z.string(),
	authority: z.string(),
	standard: z.string(),
	grounds: z.array(z.string()),
	responsible: z.string(),
	recipients: z.array(z.string()),
	signerHeading: z.array(z.string()),
	signerName: z.string()
};

export const getDecisionWords = operation({
	id: 'getDecisionWords',
	method: 'GET',
	path: '/issue-batches/{id}/decision/words',
	tag: 'Issue batches',
	summary: 'The words of the decision of a batch: as somebody wrote them, else the usual ones',
	params: idParams,
	response: z.object({
		// The usual words may lack what nobody said yet, such as a place.
		...written,
		rowVersion: rowVersion.nullable().meta({ description: 'Null while nobody changed the usual words.' })
	}),
	problems: ['batch_not_found'],
	async run(ctx, { params }) {
		const { words, rowVersion } = await decisionPage(ctx, params.id);
		return { ...words, rowVersion };
	}
});

export const saveDecisionWords = operation({
	id: 'saveDecisionWords',
	method: 'PUT',
	path: '/issue-batches/{id}/decision/words',
	tag: 'Issue batches',
	summary: 'Change the words of the decision of a draft batch',
	params: idParams,
	body: z.object({ ...words, rowVersion: rowVersion.optional().meta({ description: 'Left out for the first change.' }) }),
	response: z.object({ rowVersion }),
	problems: ['batch_not_found', 'forbidden', 'illegal_transition', 'stale'],
	run: (ctx, { params, body }) => saveDecisionText(ctx, { batchId: params.id, ...body })
});

export const getDecisionPaper = operation({
	id: 'getDecisionPaper',
	method: 'GET',
	path: '/issue-batches/{id}/decision',
	tag: 'Issue batches',
	summary: 'The decision of a batch with its annex, as PDF or Word file',
	description: 'Made anew each time from the batch and its words; a draft says so on its first page.',
	params: idParams,
	query: z.object({ format: z.enum(decisionFormats, 'invalid').default('pdf') }),
	response: null,
	problems: ['batch_not_found'],
	run: async (ctx, { params, query }) => fileAnswer(await decisionPaper(ctx, params.id, query.format))
});
