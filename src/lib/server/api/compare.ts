import { z } from 'zod';
import { partKeys } from '#lib/domain/procedures/content.ts';
import { sectionKeys } from '#lib/domain/procedures/editor-sections.ts';
import type { DocumentVersion } from '#lib/server/documents/queries/document-versions.ts';
import { compareVersions } from '#lib/server/procedures/compare-versions.ts';
import { idParams, operation } from './operation.ts';
import { day, text } from './schemas.ts';

const spans = z.array(z.object({ text: z.string(), change: z.enum(['same', 'removed', 'added']) }));
const time = z.object({ value: z.number(), unit: z.enum(['hours', 'days']) }).nullable();
const id = z.string().nullable();
const field = z.discriminatedUnion('kind', [
	z.object({ field: z.string(), kind: z.literal('text'), spans }),
	z.object({ field: z.string(), kind: z.literal('time'), before: time, after: time }),
	z.object({ field: z.string(), kind: z.literal('check'), before: z.boolean(), after: z.boolean() }),
	z
		.object({ field: z.string(), kind: z.literal('link'), before: id, after: id })
		.meta({ description: 'Ids of what a reference points to.' })
]);
const place = z.int().nullable().meta({ description: 'Place in the list, from 1.' });
const row = z.object({
	rowId: z.string(),
	kind: z.enum(['same', 'moved', 'changed', 'added', 'removed']),
	moved: z.boolean(),
	noBefore: place,
	noAfter: place,
	name: z.string().meta({ description: 'How the row begins.' }),
	fields: z.array(field)
});
const part = z.enum(partKeys);
const words = z.array(z.string());
const section = z.object({
	key: z.enum(sectionKeys),
	no: z.string().meta({ description: 'Number on the paper.' }),
	kind: z.enum(['changed', 'added', 'removed']),
	parts: z.array(
		z.discriminatedUnion('kind', [
			z.object({ part, kind: z.literal('value'), value: field }),
			z.object({ part, kind: z.literal('words'), kept: words, removed: words, added: words }),
			z.object({ part, kind: z.literal('rows'), rows: z.array(row) })
		])
	)
});
const side = z.object({ id: z.uuid(), issueNo: z.int(), revisionNo: z.int(), state: z.string() }).nullable();
const slug = text(20)
	.regex(/^\d{1,9}-\d{1,9}$/, 'invalid')
	.optional()
	.meta({ description: 'Issue and revision: `02-01`.' });

export const compareDocument = operation({
	id: 'compareDocument',
	method: 'GET',
	path: '/documents/{id}/comparison',
	tag: 'Versions',
	summary: 'Two versions of a document: what they say of themselves, and what changed in them',
	description:
		'Left out, `to` is the version in force and `from` the one before it; with `since=me`, `from` is what this person confirmed last, else opened last. Where both versions were written in eISO, `content` says what changed by section, row and field, and `text` is null unless `by=text`; else `text` compares the words of their files.',
	params: idParams,
	query: z.object({ from: slug, to: slug, since: z.literal('me', 'invalid').optional(), by: z.literal('text', 'invalid').optional() }),
	response: z.object({
		from: side,
		to: side,
		since: z.object({ how: z.enum(['confirmed', 'opened', 'never']), on: day.nullable() }).nullable(),
		facts: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
		content: z.object({ sections: z.array(section), coarse: z.boolean().meta({ description: 'Some texts are shown whole.' }) }).nullable(),
		text: z
			.object({
				sameFile: z.boolean(),
				missing: z.enum(['before', 'after', 'both']).nullable().meta({ description: 'Which side has no text to compare.' }),
				precision: z.enum(['words', 'paragraphs', 'pages']).nullable(),
				changed: z.int(),
				hunks: z
					.array(
						z.object({
							kind: z.enum(['added', 'removed', 'changed']),
							page: z.int(),
							before: spans.optional(),
							after: spans.optional()
						})
					)
					.meta({ description: 'What differs, in order; what is the same is left out.' })
			})
			.nullable()
	}),
	problems: ['document_not_found', 'version_not_found'],
	async run(ctx, { params, query, runtime }) {
		const { from, to, since, facts, content, text } = await compareVersions(ctx, runtime.tools, params.id, query);
		const comparison = text?.comparison ?? null;
		return {
			from: sideOf(from),
			to: sideOf(to),
			since,
			facts,
			content: content && { sections: content.comparison.sections, coarse: content.comparison.coarse },
			text: text && {
				sameFile: text.sameFile,
				missing: text.missing,
				precision: comparison?.precision ?? null,
				changed: comparison?.changed ?? 0,
				hunks: (comparison?.hunks ?? []).flatMap((hunk) => {
					if (hunk.kind === 'same') return [];
					const before = 'before' in hunk ? hunk.before : undefined;
					const after = 'after' in hunk ? hunk.after : undefined;
					return [{ kind: hunk.kind, page: hunk.page, before, after }];
				})
			}
		};
	}
});

function sideOf(version: DocumentVersion | null): z.output<typeof side> {
	return version && { id: version.id, issueNo: version.issueNo, revisionNo: version.revisionNo, state: version.state };
}
