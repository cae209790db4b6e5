import { z } from 'zod';
import { compareVersions } from '#lib/server/documents/compare.ts';
import type { DocumentVersion } from '#lib/server/documents/queries/document-versions.ts';
import { idParams, operation } from './operation.ts';
import { day, text } from './schemas.ts';

const spans = z.array(z.object({ text: z.string(), change: z.enum(['same', 'removed', 'added']) }));
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
	summary: 'Two versions of a document: what they say of themselves, and their text',
	description:
		'Left out, `to` is the version in force and `from` the one before it; with `since=me`, `from` is what this person confirmed last, else opened last.',
	params: idParams,
	query: z.object({ from: slug, to: slug, since: z.literal('me', 'invalid').optional() }),
	response: z.object({
		from: side,
		to: side,
		since: z.object({ how: z.enum(['confirmed', 'opened', 'never']), on: day.nullable() }).nullable(),
		facts: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
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
		const { from, to, since, facts, text } = await compareVersions(ctx, runtime.tools, params.id, query);
		const comparison = text?.comparison ?? null;
		return {
			from: sideOf(from),
			to: sideOf(to),
			since,
			facts,
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
