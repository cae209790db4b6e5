import { z } from 'zod';
import { dueDays, editions } from '#lib/domain/procedures/models/forms.ts';
import { changeModel, markModel as mark, restoreModel, retireModel } from '#lib/server/procedures/models/manage.ts';
import { modelPage } from '#lib/server/procedures/models/pages.ts';
import { changeSet, createSet, retireSet } from '#lib/server/procedures/models/sets.ts';
import { setModelAside } from '#lib/server/procedures/models/stance.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation } from './operation.ts';
import { idsInput, requiredText, rowVersion, text, unitInput } from './schemas.ts';

const about = {
	unitKinds: z.array(text(60)).max(500).default([]).meta({ description: 'Kinds of units that it is for; empty: all.' }),
	edition: z.enum(editions, 'required')
};
const days = z
	.int('whole_number')
	.min(dueDays.least, `number_from:${dueDays.least}`)
	.max(dueDays.most, `number_to:${dueDays.most}`)
	.default(dueDays.standard);
const reason = requiredText(2000);
const common = { rowVersion: rowVersion.optional() };
const done = z.object({ id: z.uuid() });

export const markModel = operation({
	id: 'markModel',
	method: 'POST',
	path: '/models',
	tag: 'Models',
	summary: 'Make a document of the Department’s own unit a model',
	body: z.object({ documentId: z.uuid('invalid'), ...about, dueDays: days }),
	response: done,
	status: 201,
	problems: ['forbidden', 'no_department', 'model_already', 'model_hidden'],
	run: (ctx, { body }) => mark(ctx, body)
});

const change = z.discriminatedUnion('event', [
	z.object({ event: z.literal('change'), ...about, dueDays: days, ...common }),
	z.object({ event: z.literal('retire'), reason, ...common }),
	z.object({ event: z.literal('restore'), ...common }),
	z.object({ event: z.literal('set_aside'), unit: unitInput, reason })
]);

async function move(ctx: Ctx, modelId: string, body: z.output<typeof change>): Promise<void> {
	switch (body.event) {
		case 'change':
			return changeModel(ctx, { modelId, ...body });
		case 'retire':
			return retireModel(ctx, { modelId, ...body });
		case 'restore':
			return restoreModel(ctx, { modelId, ...body });
		case 'set_aside':
			return setModelAside(ctx, { modelId, unitId: await unitIdOf(ctx, body.unit), reason: body.reason });
	}
}

export const moveModel = operation({
	id: 'moveModel',
	method: 'POST',
	path: '/models/{id}/transitions',
	tag: 'Models',
	summary: 'Change, retire or restore a model, or say that it does not apply to a unit',
	description: '`set_aside` is an act of the unit’s officer.',
	params: idParams,
	body: change,
	response: done,
	problems: ['forbidden', 'model_retired', 'already_adopted', 'stale'],
	async run(ctx, { params, body }) {
		await move(ctx, params.id, body);
		return { id: params.id };
	}
});

export const getModelAdoption = operation({
	id: 'getModelAdoption',
	method: 'GET',
	path: '/models/{id}/adoptions',
	tag: 'Models',
	summary: 'How one unit stands to a model',
	params: idParams,
	query: z.object({ unit: unitInput }),
	response: z.object({
		adoption: z.uuid().nullable().meta({ description: 'For `/adoptions/{id}/merge`; null while the unit has done nothing.' }),
		document: z.object({ id: z.uuid(), code: z.string() }).nullable()
	}),
	async run(ctx, { params, query }) {
		const asked = new URLSearchParams({ unit: await unitIdOf(ctx, query.unit) });
		const { adoption, document } = await modelPage(ctx, params.id, asked, null);
		return { adoption: adoption?.id ?? null, document: document && { id: document.id, code: document.code } };
	}
});

const set = {
	name: requiredText(300),
	...about,
	note: text(2000).default(''),
	models: idsInput.meta({ description: 'Models in their order.' })
};

export const createModelSet = operation({
	id: 'createModelSet',
	method: 'POST',
	path: '/model-sets',
	tag: 'Models',
	summary: 'Offer a set of models',
	body: z.object(set),
	response: done,
	status: 201,
	problems: ['forbidden', 'no_department'],
	run: (ctx, { body }) => createSet(ctx, { ...body, rowVersion: undefined })
});

export const changeModelSet = operation({
	id: 'changeModelSet',
	method: 'PUT',
	path: '/model-sets/{id}',
	tag: 'Models',
	summary: 'Change a set of models',
	params: idParams,
	body: z.object({ ...set, ...common }),
	response: done,
	problems: ['forbidden', 'set_retired', 'stale'],
	async run(ctx, { params, body }) {
		await changeSet(ctx, { setId: params.id, ...body, rowVersion: body.rowVersion });
		return { id: params.id };
	}
});

export const retireModelSet = operation({
	id: 'retireModelSet',
	method: 'POST',
	path: '/model-sets/{id}/transitions',
	tag: 'Models',
	summary: 'Offer a set no longer, from today on',
	params: idParams,
	body: z.object({ event: z.literal('retire'), reason, ...common }),
	response: done,
	problems: ['forbidden', 'set_retired', 'stale'],
	async run(ctx, { params, body }) {
		await retireSet(ctx, { setId: params.id, ...body });
		return { id: params.id };
	}
});
