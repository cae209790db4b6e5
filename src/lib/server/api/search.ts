import { z } from 'zod';
import { documentClasses } from '#lib/domain/documents/list-query.ts';
import { searchDocuments as search } from '#lib/server/search/search.ts';
import { carriedOver } from './document-schemas.ts';
import { operation, pageOf, pageQuery } from './operation.ts';
import { day, text } from './schemas.ts';

const segments = z
	.array(z.object({ text: z.string(), hit: z.boolean() }))
	.meta({ description: 'Pieces of the text; those that were looked for are hits.' });

const found = z
	.object({
		documentId: z.uuid(),
		versionId: z.uuid(),
		unitCode: z.string(),
		unitName: z.string(),
		own: z.boolean(),
		code: z.string(),
		title: segments,
		kind: z.string(),
		kindName: z.string(),
		class: z.enum(documentClasses).nullable(),
		numbers: z.string(),
		effectiveOn: day.nullable(),
		carriedOver: carriedOver.nullable(),
		keeper: z.string(),
		parent: z.string().nullable(),
		pdfPages: z.int().nullable(),
		sourceType: z.string().nullable(),
		snippet: segments.nullable(),
		similar: z.boolean().meta({ description: 'Nothing has all the words; this title is like them.' })
	})
	.meta({ id: 'FoundDocument' });

export const searchDocuments = operation({
	id: 'searchDocuments',
	method: 'GET',
	path: '/search',
	tag: 'Documents',
	summary: 'Documents in force, by code, title and text, without accents',
	query: z.object({
		q: text(200).default(''),
		kind: text(20).optional(),
		page: pageQuery.shape.page,
		pageSize: pageQuery.shape.pageSize.default(20)
	}),
	response: pageOf(found).extend({
		more: z.boolean().meta({ description: 'There are more hits than are counted.' }),
		kinds: z.array(z.object({ code: z.string(), name: z.string(), count: z.int() }))
	}),
	run: (ctx, { query }) => search(ctx, { ...query, kind: query.kind || undefined })
});
