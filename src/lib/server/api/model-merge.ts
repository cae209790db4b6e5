import { z } from 'zod';
import { partKeys } from '#lib/domain/procedures/content.ts';
import { mergeChoices } from '#lib/domain/procedures/models/merge-model.ts';
import { markMerged, mergeModel, takeModelFile } from '#lib/server/procedures/models/merge.ts';
import { mergePage } from '#lib/server/procedures/models/merge-page.ts';
import { declineVersion } from '#lib/server/procedures/models/stance.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { idParams, operation } from './operation.ts';
import { requiredText } from './schemas.ts';

const numbers = z.string().meta({ description: 'Issue and revision, `02/01`.' });
const lines = z.array(z.string());
const problems = ['forbidden', 'not_adopted', 'already_merged'];

export const getMerge = operation({
	id: 'getMerge',
	method: 'GET',
	path: '/adoptions/{id}/merge',
	tag: 'Models',
	summary: 'What a newer version of a model changes, beside what the unit has, part by part',
	params: idParams,
	response: z.object({
		document: z.object({ id: z.uuid(), code: z.string(), title: z.string() }),
		base: z.object({ id: z.uuid(), numbers }),
		newest: z.object({ id: z.uuid(), numbers }),
		own: z.object({ id: z.uuid(), state: z.string(), numbers }).nullable(),
		revision: z.int().nullable(),
		offers: z.array(z.object({ part: z.enum(partKeys), conflict: z.boolean(), base: lines, mine: lines, theirs: lines, merged: lines })),
		file: z
			.object({ name: z.string().nullable(), unchanged: z.boolean() })
			.nullable()
			.meta({ description: 'Of a model that is a file, not a text.' })
	}),
	problems,
	async run(ctx, { params }) {
		const { document, base, newest, own, revision, offers, file } = await mergePage(ctx, params.id);
		return {
			...{ document, own, revision, file },
			base: { id: base.id, numbers: base.numbers },
			newest: { id: newest.id, numbers: newest.numbers },
			offers: offers.map(({ part, conflict, base, mine, theirs, merged }) => ({ part, conflict, base, mine, theirs, merged }))
		};
	}
});

const modelVersionId = z.uuid('invalid').meta({ description: 'The newest version that was seen; another one is 409 `stale`.' });
const act = z.discriminatedUnion('event', [
	z.object({
		event: z.literal('merge'),
		modelVersionId,
		ownVersionId: z.uuid('invalid'),
		revision: z.int('invalid'),
		choices: z
			.partialRecord(z.enum(partKeys), z.enum(mergeChoices))
			.default({})
			.meta({ description: 'Per part; what is left out is merged, or kept where both changed it.' }),
		texts: z.partialRecord(z.enum(partKeys), z.string().max(100_000)).default({}).meta({ description: 'Of parts chosen as `edit`.' })
	}),
	z.object({ event: z.literal('take'), modelVersionId }),
	z.object({ event: z.literal('merged'), modelVersionId, summary: requiredText(2000) }),
	z.object({ event: z.literal('decline'), modelVersionId, reason: requiredText(2000) })
]);

async function move(ctx: Ctx, adoptionId: string, body: z.output<typeof act>): Promise<string | null> {
	switch (body.event) {
		case 'merge':
			return (await mergeModel(ctx, { adoptionId, ...body })).versionId;
		case 'take':
			return (await takeModelFile(ctx, { adoptionId, ...body })).versionId;
		case 'merged':
			return (await markMerged(ctx, { adoptionId, ...body })).versionId;
		case 'decline':
			await declineVersion(ctx, { adoptionId, ...body });
			return null;
	}
}

export const moveAdoption = operation({
	id: 'moveAdoption',
	method: 'POST',
	path: '/adoptions/{id}/transitions',
	tag: 'Models',
	summary: 'Merge a newer version of a model, take its file, note a merge made by hand, or decline it',
	params: idParams,
	body: act,
	response: z.object({ versionId: z.uuid().nullable().meta({ description: 'The unit’s draft with it.' }) }),
	problems: [...problems, 'open_version_exists', 'not_written_here', 'changed_here', 'no_draft', 'model_version_unknown', 'stale'],
	run: async (ctx, { params, body }) => ({ versionId: await move(ctx, params.id, body) })
});
