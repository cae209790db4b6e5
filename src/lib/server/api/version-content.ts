import { z } from 'zod';
import { partKeys } from '#lib/domain/procedures/content.ts';
import { saveContentInput } from '#lib/domain/procedures/save-forms.ts';
import { readContent } from '#lib/server/procedures/read-content.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import { idParams, operation } from './operation.ts';
import { sha256 } from './schemas.ts';

const revision = z.int().min(1).meta({ description: 'Grows by one with each save.' });
const moment = z.iso.datetime();

export const getVersionContent = operation({
	id: 'getVersionContent',
	method: 'GET',
	path: '/versions/{id}/content',
	tag: 'Versions',
	summary: 'The text of a procedure that is written in eISO',
	description: 'Parts and rows as data; a row keeps its id for life. 404 `content_not_found` for a version whose files were uploaded.',
	params: idParams,
	response: z.object({ revision, sha256, savedAt: moment, mayEdit: z.boolean(), content: z.unknown() }),
	problems: ['version_not_found', 'content_not_found'],
	async run(ctx, { params }) {
		const { revision, sha256, savedAt, mayEdit, content } = await readContent(ctx, params.id);
		return { revision, sha256, savedAt, mayEdit, content };
	}
});

export const saveVersionContent = operation({
	id: 'saveVersionContent',
	method: 'PUT',
	path: '/versions/{id}/content',
	tag: 'Versions',
	summary: 'Save parts of the text of a draft',
	description:
		'`base` is the revision that was read; only the parts sent are changed. What others saved since is merged and comes back in `content`. 409 `stale` when both changed one thing: nothing is saved, and `params` has `revision`, `content` and the `conflicts` with both texts.',
	params: idParams,
	body: saveContentInput,
	response: z.object({
		revision,
		savedAt: moment,
		content: z.unknown().meta({ description: 'The text as it is now, when others had a part in it; else null.' }),
		others: z.array(z.object({ userId: z.uuid(), name: z.string(), at: moment, parts: z.array(z.enum(partKeys)) }))
	}),
	problems: ['version_not_found', 'content_not_found', 'forbidden', 'illegal_transition', 'stale', 'unit_closed'],
	run: (ctx, { params, body }) => saveContent(ctx, { versionId: params.id, ...body })
});
