import { z } from 'zod';
import { adoptionStates } from '#lib/domain/procedures/models/adoption-state.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { readModel } from '#lib/server/procedures/models/facts.ts';
import { adoptionMatrix, matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import { modelsPage } from '#lib/server/procedures/models/pages.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation } from './operation.ts';
import { day, requiredText, text, unitInput, unitRef } from './schemas.ts';

const numbers = z.string().meta({ description: 'Issue and revision, `02/01`.' });

export const listModels = operation({
	id: 'listModels',
	method: 'GET',
	path: '/models',
	tag: 'Models',
	summary: 'The models and sets that the Department offers',
	query: z.object({ kind: text(60).optional(), edition: text(10).optional() }),
	response: z.object({
		items: z.array(
			z
				.object({
					id: z.uuid(),
					code: z.string(),
					title: z.string(),
					edition: z.string(),
					version: numbers.nullable().meta({ description: 'The version in force today; null when there is none.' })
				})
				.meta({ id: 'Model' })
		),
		sets: z.array(z.object({ id: z.uuid(), name: z.string(), edition: z.string(), models: z.int() }).meta({ id: 'ModelSet' }))
	}),
	async run(ctx, { query }) {
		const page = await modelsPage(
			ctx,
			new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []))),
			null
		);
		return {
			items: page.models
				.filter((model) => model.retiredOn === null)
				.map(({ id, code, title, edition, numbers: version }) => ({ id, code, title, edition, version })),
			sets: page.sets.map(({ id, name, edition, count }) => ({ id, name, edition, models: count }))
		};
	}
});

export const listAdoptions = operation({
	id: 'listAdoptions',
	method: 'GET',
	path: '/models/adoption',
	tag: 'Models',
	summary: 'How units stand to the models',
	description: 'The Department sees every unit, others the units whose documents they keep. Late units come first.',
	query: z.object({ unit: unitInput.optional() }),
	response: z.object({
		items: z.array(
			z
				.object({
					unit: unitRef,
					cells: z.array(
						z.object({
							model: z.uuid(),
							code: z.string(),
							state: z.enum(adoptionStates),
							behind: z.object({ by: z.int(), since: day, due: day }).nullable()
						})
					)
				})
				.meta({ id: 'Adoption' })
		)
	}),
	async run(ctx, { query }) {
		const wanted = query.unit ? await unitIdOf(ctx, query.unit) : null;
		const { rows, columns } = await adoptionMatrix(ctx, matrixQuery(new URLSearchParams()));
		return {
			items: rows
				.filter((row) => wanted === null || row.unit.unitId === wanted)
				.map(({ unit, cells }) => ({
					unit: { id: unit.unitId, code: unit.code, name: unit.name },
					cells: cells.map(({ modelId, state, behind }, index) => ({
						model: modelId,
						code: columns[index]?.model.code ?? '',
						state,
						behind
					}))
				}))
		};
	}
});

export const adoptModel = operation({
	id: 'adoptModel',
	method: 'POST',
	path: '/models/{id}/adoptions',
	tag: 'Models',
	summary: 'Adopt a model into a unit',
	description: 'Makes a document and a draft with the text of the model. Adopting it again changes nothing and answers with what there is.',
	params: idParams,
	body: z.object({
		unit: unitInput,
		code: text(40).optional().meta({ description: 'In the unit. By its own pattern when left out.' }),
		title: text(300).optional(),
		roles: z
			.array(z.object({ role: requiredText(300), words: requiredText(300) }))
			.max(200)
			.optional()
	}),
	status: 201,
	response: z.object({
		outcome: z.enum(['adopted', 'already']),
		documentId: z.uuid().nullable(),
		versionId: z.uuid().nullable(),
		code: z.string().nullable(),
		version: numbers.nullable().meta({ description: 'The version of the model that is in force.' })
	}),
	problems: ['code_taken', 'model_not_in_force', 'unit_closed'],
	async run(ctx, { params, body }) {
		const unitId = await unitIdOf(ctx, body.unit);
		const model = await readModel(ctx, params.id);
		const [result] = await adoptModels(ctx, {
			unitId,
			items: [{ documentId: model.documentId, code: body.code, title: body.title }],
			roles: body.roles
		});
		if (!result || result.outcome === 'refused') throw result?.refusal ?? new Error('nothing was adopted');
		const { outcome, documentId, versionId, code } = result;
		return { outcome, documentId, versionId, code, version: model.inForce ? shortNumbers(model.inForce) : null };
	}
});
